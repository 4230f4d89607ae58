import type { Batches } from '../../core/batches/batches.ts';
import { unknownFile } from '../../core/batches/unknown-file.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { fileObject, pageObject } from './files-object.ts';
import { readPageQuery, unknownAfter } from './files-page-query.ts';
import { receiveFile } from './files-upload.ts';
import type { HttpServices } from './http-services.ts';
import { requestHeaders, sendJson } from './send-json.ts';
import type { ViewRequest, ViewRoute } from './view-route.ts';

const listLimits = { maxLimit: 10_000, usualLimit: 10_000 };

/** OpenAI's files, those of batches. */
export function fileViews({ gateway: { clock } }: HttpServices, batches: Batches): readonly ViewRoute[] {
  const { store } = batches;
  const scope = anonymousScope;

  const find = async ({ segment }: ViewRequest) => {
    const file = await store.file(scope, segment('id'));
    if (!file) throw unknownFile(segment('id'));
    return file;
  };

  const create = async ({ exchange, requestId }: ViewRequest): Promise<void> => {
    const file = await receiveFile(exchange, { batches, scope, now: () => clock.now() });
    sendJson(exchange, requestId, 200, fileObject(file));
  };

  const list = async ({ exchange, requestId }: ViewRequest): Promise<void> => {
    const query = readPageQuery(exchange, listLimits);
    const order = exchange.query('order') ?? 'desc';
    if (order !== 'asc' && order !== 'desc') {
      throw invalidRequest('order', '`order` must be `asc` or `desc`.', 'invalid_value');
    }
    const purpose = exchange.query('purpose');
    const isKnown = purpose === null || purpose === 'batch' || purpose === 'batch_output';
    const page = isKnown ? await store.listFiles(scope, { ...query, order, purpose }) : { items: [], hasMore: false };
    if (!page) throw unknownAfter();
    sendJson(exchange, requestId, 200, pageObject(page, fileObject));
  };

  const retrieve = async (view: ViewRequest): Promise<void> => {
    sendJson(view.exchange, view.requestId, 200, fileObject(await find(view)));
  };

  const remove = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const result = await store.deleteFile(scope, id);
    if (result === 'unknown') throw unknownFile(id);
    if (result === 'in-use') {
      throw new GatewayError(
        'conflict',
        'A batch that has not ended reads this file. Cancel it, or wait for its end.',
        {
          code: 'file_in_use',
        },
      );
    }
    sendJson(exchange, requestId, 200, { id, object: 'file', deleted: true });
  };

  const content = async (view: ViewRequest): Promise<void> => {
    const { exchange, requestId } = view;
    const { id, name, bytes } = await find(view);
    exchange.begin(200, {
      ...requestHeaders(requestId, 'application/octet-stream'),
      'content-length': String(bytes),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(name)}`,
    });
    try {
      if (exchange.method !== 'HEAD') {
        for await (const piece of store.readFile(scope, id)) {
          const writable = exchange.write(
            Buffer.from(piece.buffer, piece.byteOffset, piece.byteLength),
            exchange.signal,
          );
          if (writable) await writable;
          exchange.signal.throwIfAborted();
        }
      }
      exchange.end();
    } catch (error) {
      exchange.cut();
      throw error;
    }
  };

  return [
    { method: 'POST', path: '/files', show: create },
    { method: 'GET', path: '/files', show: list },
    { method: 'GET', path: '/files/:id', show: retrieve },
    { method: 'DELETE', path: '/files/:id', show: remove },
    { method: 'GET', path: '/files/:id/content', show: content },
  ];
}

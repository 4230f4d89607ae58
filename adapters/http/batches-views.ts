import { batchLimits } from '../../core/batches/batch-limits.ts';
import type { Batches } from '../../core/batches/batches.ts';
import { readNewBatch } from '../../core/batches/read-new-batch.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { batchObject } from './batches-object.ts';
import { pageObject } from './files-object.ts';
import { readPageQuery, unknownAfter } from './files-page-query.ts';
import type { HttpServices } from './http-services.ts';
import { sendJson } from './send-json.ts';
import { sendOnce } from './send-once.ts';
import type { ViewRequest, ViewRoute } from './view-route.ts';

const listLimits = { maxLimit: 100, usualLimit: 20 };

/** OpenAI's batches. */
export function batchViews(services: HttpServices, batches: Batches): readonly ViewRoute[] {
  const { gateway } = services;
  const { clock } = gateway;
  const { store, createId } = batches;
  const scope = anonymousScope;

  const create = async (body: JsonObject): Promise<JsonObject> => {
    const asked = readNewBatch(body);
    const { inputFileId } = asked;
    const file = await store.file(scope, inputFileId);
    if (file && file.purpose !== 'batch') {
      const message = 'The input file must be one that was uploaded with purpose `batch`.';
      throw invalidRequest('input_file_id', message, 'invalid_value');
    }
    const createdAt = clock.now();
    const batch = await store.createBatch(scope, {
      ...asked,
      id: createId('batch_'),
      createdAt,
      expiresAt: createdAt + batchLimits.windowMs,
      outputId: createId('file-'),
      errorsId: createId('file-'),
    });
    if (!batch) {
      const message = `There is no file \`${inputFileId.slice(0, 80)}\`: upload it first, with purpose \`batch\`.`;
      throw invalidRequest('input_file_id', message, 'file_not_found');
    }
    batches.wake();
    return batchObject(batch);
  };

  const list = async ({ exchange, requestId }: ViewRequest): Promise<void> => {
    const page = await store.listBatches(scope, readPageQuery(exchange, listLimits));
    if (!page) throw unknownAfter();
    sendJson(exchange, requestId, 200, pageObject(page, batchObject));
  };

  const retrieve = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const batch = await store.batch(scope, segment('id'));
    if (!batch) throw unknownBatch(segment('id'));
    sendJson(exchange, requestId, 200, batchObject(batch));
  };

  const cancel = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const from = ['validating', 'in_progress', 'finalizing'] as const;
    const moved = await store.moveBatch(scope, id, { from, to: 'cancelling', at: clock.now() });
    const batch = moved ?? (await store.batch(scope, id));
    if (!batch) throw unknownBatch(id);
    if (batch.status !== 'cancelling') {
      throw new GatewayError('conflict', `Cannot cancel a batch with status '${batch.status}'.`, {
        code: 'batch_not_cancellable',
      });
    }
    batches.wake();
    sendJson(exchange, requestId, 200, batchObject(batch));
  };

  return [
    { method: 'POST', path: '/batches', show: (view) => sendOnce(view, services, create) },
    { method: 'GET', path: '/batches', show: list },
    { method: 'GET', path: '/batches/:id', show: retrieve },
    { method: 'POST', path: '/batches/:id/cancel', show: cancel },
  ];
}

function unknownBatch(id: string): GatewayError {
  return new GatewayError('not-found', `No batch found with id '${id.slice(0, 80)}'.`, {
    param: 'id',
    code: 'batch_not_found',
  });
}

import { invalidRequest } from '../../core/errors/gateway-error.ts';
import { pathItems } from '../../core/sessions/path-items.ts';
import { endedWithout } from '../../core/sessions/read-earlier.ts';
import { unknownResponse } from '../../core/sessions/session-errors.ts';
import { usualPathLimits } from '../../core/sessions/session-limits.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { storedAnswer, type TurnAnswer } from '../../core/sessions/stored-answer.ts';
import { itemFormat } from '../../protocols/openai-responses/item-format.ts';
import { listItems, readListQuery } from '../../protocols/openai-responses/list-items.ts';
import { listedItems } from '../../protocols/openai-responses/listed-items.ts';
import { deletedResponseView } from '../../protocols/openai-responses/resource-views.ts';
import type { HttpServices } from './http-services.ts';
import { countInputTokens } from './response-input-tokens.ts';
import { streamResponse } from './response-stream.ts';
import { sendJson } from './send-json.ts';
import type { ViewRequest, ViewRoute } from './view-route.ts';

/** OpenAI's views of stored responses. */
export function responseViews(services: HttpServices): readonly ViewRoute[] {
  const { clock, sessions, background } = services.gateway;
  const { store } = sessions;
  const scope = anonymousScope;

  const find = async (turnId: string): Promise<TurnAnswer> => {
    const found = await storedAnswer({ store, items: itemFormat, scope, turnId, now: clock.now() });
    if (!found) throw unknownResponse(turnId, null);
    return found;
  };

  const retrieve = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const { view } = await find(id);
    const after = readAfter(exchange.query('starting_after'));
    const isStreamed = exchange.query('stream') === 'true';
    if (after !== -1 && !isStreamed) {
      throw invalidRequest(
        'starting_after',
        '`starting_after` is for streams alone: ask with `stream=true`, or leave it out.',
        'invalid_value',
      );
    }
    if (!isStreamed || exchange.method === 'HEAD') {
      sendJson(exchange, requestId, 200, view);
      return;
    }
    if (view.background !== true) {
      throw invalidRequest(
        'stream',
        'Only a response made with `background: true` can be streamed again. Ask for this one without `stream`.',
        'invalid_value',
      );
    }
    await streamResponse({ services, exchange, requestId, turnId: id, after });
  };

  const cancel = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const { view, status } = await find(id);
    if (view.background !== true) {
      throw invalidRequest(
        null,
        'Only a response made with `background: true` can be cancelled; leave the connection of any other.',
        'response_not_in_background',
      );
    }
    if (status === 'in_progress') {
      const cancelled = itemFormat.endedView(view, null, requestId);
      await store.finish(scope, id, { ...endedWithout('cancelled', clock.now()), view: cancelled }, null);
      await background?.cancel(scope, id);
    }
    // Of an end and a cancellation that meet, the first counts.
    sendJson(exchange, requestId, 200, (await find(id)).view);
  };

  const remove = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const { status } = await find(id);
    if (!(await store.deleteTurn(scope, id))) throw unknownResponse(id, null);
    if (status === 'in_progress') await background?.cancel(scope, id);
    sendJson(exchange, requestId, 200, deletedResponseView(id));
  };

  const inputItems = async ({ exchange, requestId, segment }: ViewRequest): Promise<void> => {
    const id = segment('id');
    const query = readListQuery((name) => exchange.query(name));
    await find(id);
    const path = await store.pathOfTurn(scope, id, usualPathLimits);
    const own = path?.turns.at(-1);
    if (!path || !own) throw unknownResponse(id, null);
    const said = [...pathItems(path.turns.slice(0, -1)), ...own.input];
    const items = listedItems(said).map(({ item }) => item);
    sendJson(exchange, requestId, 200, listItems(items, query));
  };

  return [
    { method: 'POST', path: '/responses/input_tokens', show: (view) => countInputTokens(services, view) },
    { method: 'GET', path: '/responses/:id', show: retrieve },
    { method: 'DELETE', path: '/responses/:id', show: remove },
    { method: 'POST', path: '/responses/:id/cancel', show: cancel },
    { method: 'GET', path: '/responses/:id/input_items', show: inputItems },
  ];
}

function readAfter(text: string | null): number {
  if (text === null || text === '') return -1;
  if (/^\d{1,10}$/.test(text)) return Number(text);
  throw invalidRequest('starting_after', '`starting_after` must be the number of an event.', 'invalid_value');
}

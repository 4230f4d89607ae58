import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { addItems } from '../../core/sessions/add-items.ts';
import type { Head } from '../../core/sessions/head.ts';
import { pathItems } from '../../core/sessions/path-items.ts';
import { unknownConversation } from '../../core/sessions/session-errors.ts';
import { usualPathLimits } from '../../core/sessions/session-limits.ts';
import { isConversationId } from '../../core/sessions/session-name.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { readArray } from '../../protocols/openai-chat/read-field.ts';
import { addedItems } from '../../protocols/openai-responses/added-items.ts';
import { listItems, readListQuery } from '../../protocols/openai-responses/list-items.ts';
import { type ListedItem, listedItems } from '../../protocols/openai-responses/listed-items.ts';
import { readMetadata } from '../../protocols/openai-responses/read-metadata.ts';
import { conversationView, deletedConversationView } from '../../protocols/openai-responses/resource-views.ts';
import type { HttpServices } from './http-services.ts';
import { readJsonBody } from './read-json-body.ts';
import { sendJson } from './send-json.ts';
import { sendOnce } from './send-once.ts';
import type { ViewRequest, ViewRoute } from './view-route.ts';

/** OpenAI's conversations: each is a session that has a name, which the gateway gives it. */
export function conversationViews(services: HttpServices): readonly ViewRoute[] {
  const { clock, sessions } = services.gateway;
  const { store, keepMs } = sessions;
  const scope = anonymousScope;
  const read = ({ exchange }: ViewRequest): Promise<JsonObject> => readJsonBody(exchange, services.maxBodyBytes);
  const send = ({ exchange, requestId }: ViewRequest, body: JsonObject): void =>
    sendJson(exchange, requestId, 200, body);

  /** Other sessions have names, too, but their clients know no conversations. */
  const idOf = ({ segment }: ViewRequest): string => {
    const id = segment('id');
    if (!isConversationId(id)) throw unknownConversation(id, null);
    return id;
  };
  const add = (name: string, body: JsonObject): Promise<readonly TurnItem[]> =>
    addItems({ sessions, name, now: clock.now(), items: (owner) => addedItems(body.items, owner) });
  const itemsOf = async (id: string): Promise<{ head: Head; items: readonly ListedItem[] }> => {
    const path = await store.pathOfHead(scope, id, usualPathLimits);
    if (!path) throw unknownConversation(id, null);
    return { head: path.head, items: listedItems(pathItems(path.turns, path.head.removedItems)) };
  };

  const create = async (body: JsonObject): Promise<JsonObject> => {
    for (const name of Object.keys(body)) if (!createFields.has(name)) throw unknownParameter(name.slice(0, 80));
    const metadata = readMetadata(body.metadata);
    const hasItems = addedItems(body.items, '').length > 0;
    const head = { name: sessions.createId('conv'), metadata, expiresAt: clock.now() + keepMs };
    const created = await store.createHead(scope, head);
    if (!created) throw new GatewayError('internal', 'A new conversation has the id of another.');
    if (hasItems) await add(created.name, body);
    return viewOf(created);
  };

  const retrieve = async (view: ViewRequest): Promise<void> => {
    const id = idOf(view);
    const head = await store.head(scope, id);
    if (!head) throw unknownConversation(id, null);
    send(view, viewOf(head));
  };

  const update = async (view: ViewRequest): Promise<void> => {
    const id = idOf(view);
    const { metadata } = await read(view);
    const head = await store.updateHead(scope, id, readMetadata(metadata));
    if (!head) throw unknownConversation(id, null);
    send(view, viewOf(head));
  };

  const remove = async (view: ViewRequest): Promise<void> => {
    const id = idOf(view);
    if (!(await store.deleteHead(scope, id))) throw unknownConversation(id, null);
    send(view, deletedConversationView(id));
  };

  const list = async (view: ViewRequest): Promise<void> => {
    const query = readListQuery((name) => view.exchange.query(name));
    const { items } = await itemsOf(idOf(view));
    send(
      view,
      listItems(
        items.map(({ item }) => item),
        query,
      ),
    );
  };

  const addTo = async (view: ViewRequest): Promise<void> => {
    const id = idOf(view);
    await sendOnce(view, services, async (body) => {
      readArray(body.items, 'items');
      const added = listedItems(await add(id, body)).map(({ item }) => item);
      return listItems(added, { limit: added.length, order: 'asc', after: null });
    });
  };

  const findItem = async (view: ViewRequest): Promise<{ head: Head; found: ListedItem }> => {
    const id = idOf(view);
    const itemId = view.segment('item');
    const { head, items } = await itemsOf(id);
    const found = items.find((item) => item.id === itemId);
    if (found) return { head, found };
    throw new GatewayError('not-found', `Item with id '${itemId.slice(0, 80)}' not found in conversation '${id}'.`, {
      code: 'item_not_found',
    });
  };

  const retrieveItem = async (view: ViewRequest): Promise<void> => send(view, (await findItem(view)).found.item);

  const removeItem = async (view: ViewRequest): Promise<void> => {
    const { head, found } = await findItem(view);
    const result = await store.removeItem(scope, head.name, found.ownerId);
    if (result === 'no-head') throw unknownConversation(head.name, null);
    if (result === 'full') {
      throw new GatewayError('body-too-large', 'No more items can be taken out of this conversation: begin another.');
    }
    send(view, viewOf(head));
  };

  return [
    { method: 'POST', path: '/conversations', show: (view) => sendOnce(view, services, create) },
    { method: 'GET', path: '/conversations/:id', show: retrieve },
    { method: 'POST', path: '/conversations/:id', show: update },
    { method: 'DELETE', path: '/conversations/:id', show: remove },
    { method: 'GET', path: '/conversations/:id/items', show: list },
    { method: 'POST', path: '/conversations/:id/items', show: addTo },
    { method: 'GET', path: '/conversations/:id/items/:item', show: retrieveItem },
    { method: 'DELETE', path: '/conversations/:id/items/:item', show: removeItem },
  ];
}

const createFields: ReadonlySet<string> = new Set(['items', 'metadata']);

function unknownParameter(name: string): GatewayError {
  return invalidRequest(name, `Conversations have no parameter \`${name}\`. Leave it out.`, 'unknown_parameter');
}

function viewOf({ name, createdAt, metadata }: Head): JsonObject {
  return conversationView({ id: name, createdAt: Math.floor(createdAt / 1000), metadata: readMetadata(metadata) });
}

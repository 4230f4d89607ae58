import type { JsonObject } from '../../core/ports/wire-codec.ts';

export interface ListedModel {
  readonly id: string;
  /** For people; default: the id. */
  readonly displayName?: string;
  /** Seconds since the epoch; default: the epoch, by which the format says that nobody knows. */
  readonly createdAt?: number;
}

export interface ModelPageRequest {
  /** Most models on the page, 1 to 1000; default 20. */
  readonly limit?: number;
  /** Only those after (or before) the model with this id; an unknown id gives an empty page. */
  readonly afterId?: string;
  readonly beforeId?: string;
}

const defaultLimit = 20;

/** A page of `GET /v1/models`. */
export function encodeModelList(models: readonly ListedModel[], request: ModelPageRequest = {}): JsonObject {
  const { limit = defaultLimit, afterId, beforeId } = request;
  const position = models.findIndex(({ id }) => id === (afterId ?? beforeId));
  let rest = models;
  if (afterId !== undefined) rest = position === -1 ? [] : models.slice(position + 1);
  else if (beforeId !== undefined) rest = models.slice(0, Math.max(position, 0));
  const endsAtModel = afterId === undefined && beforeId !== undefined;
  const page = endsAtModel ? rest.slice(-limit) : rest.slice(0, limit);
  return {
    data: page.map(encodeModel),
    has_more: page.length < rest.length,
    first_id: page[0]?.id ?? null,
    last_id: page.at(-1)?.id ?? null,
  };
}

/** One model, as `GET /v1/models/{id}` answers it. */
export function encodeModel({ id, displayName = id, createdAt = 0 }: ListedModel): JsonObject {
  return {
    type: 'model',
    id,
    display_name: displayName,
    created_at: new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z'),
  };
}

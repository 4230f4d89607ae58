import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { type ModelFacts, unknownModelFacts } from '../../core/routing/model-facts.ts';
import { encodeModelCapabilities } from './encode-model-capabilities.ts';

export interface ListedModel {
  readonly id: string;
  /** For people; default: the id. */
  readonly displayName?: string;
  /** Seconds since the epoch; default: the epoch, by which the format says that nobody knows. */
  readonly createdAt?: number;
  /** Of the model it leads to; default: nothing is known. */
  readonly facts?: ModelFacts;
  /** Whether requests for it reach the provider in this very format; default: not. */
  readonly isForwarded?: boolean;
}

export interface ModelPageRequest {
  /** Most models on the page, 1 to 1000; default 20. */
  readonly limit?: number;
  /** Only those after (or before) the model with this id; an unknown id gives an empty page. */
  readonly afterId?: string;
  readonly beforeId?: string;
  /** Only models in one of these stages; default: all that are there. */
  readonly lifecycle?: readonly Lifecycle[];
}

/** What has gone is not listed, so that nothing here is `retired`. */
export const lifecycles = ['active', 'deprecated', 'retired'] as const;
export type Lifecycle = (typeof lifecycles)[number];

const defaultLimit = 20;

/** A page of `GET /v1/models`. */
export function encodeModelList(listed: readonly ListedModel[], request: ModelPageRequest = {}): JsonObject {
  const { limit = defaultLimit, afterId, beforeId, lifecycle } = request;
  const models = lifecycle === undefined ? listed : listed.filter((model) => lifecycle.includes(lifecycleOf(model)));
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
export function encodeModel({
  id,
  displayName = id,
  createdAt = 0,
  facts = unknownModelFacts(id),
  isForwarded = false,
}: ListedModel): JsonObject {
  const { retires } = facts;
  return {
    type: 'model',
    id,
    display_name: displayName,
    created_at: new Date(createdAt * 1000).toISOString().replace('.000Z', 'Z'),
    capabilities: encodeModelCapabilities(facts.capabilities, isForwarded),
    lifecycle: lifecycleOf({ facts }),
    // Nobody told when the end was announced.
    deprecated_at: null,
    retires_at: retires === null ? null : `${retires}T00:00:00Z`,
    line: lineOf(facts.id),
    max_input_tokens: facts.maxInputTokens ?? facts.contextWindow,
    max_tokens: facts.maxOutputTokens,
  };
}

function lifecycleOf({ facts }: Pick<ListedModel, 'facts'>): Lifecycle {
  return (facts?.retires ?? null) === null ? 'active' : 'deprecated';
}

/** The line of a Claude model; `null` = it belongs to none. */
function lineOf(model: string): string | null {
  return /\bclaude-(?:[\d-]+-)?(haiku|sonnet|opus|fable|mythos)\b/.exec(model)?.[1] ?? null;
}

import type { RawRequest } from '../../core/ports/chat-model.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { replaceFields } from '../openai-chat/fit-to-model.ts';
import { RequestLosses } from '../openai-chat/request-losses.ts';
import { toBodyBytes } from '../openai-chat/to-body-bytes.ts';
import { fitReasoning } from './fit-reasoning.ts';
import { fitToModel } from './fit-to-model.ts';

export interface RewriteOptions {
  /** The model's id at the provider. */
  readonly model: string;
  readonly facts: ModelFacts;
  readonly stream: boolean;
  readonly dropUnsupported: boolean;
  /**
   * Fields of the body that the gateway owns, as the provider shall get them (`store`, `previous_response_id`,
   * `conversation`, `background`, `include`); `undefined` = left out. Others stay the client's.
   */
  readonly override: Readonly<Record<string, unknown>>;
}

export interface RewrittenRequest {
  /** The client's very bytes when nothing had to change. */
  readonly bytes: Buffer;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}

/**
 * The client's own body for one model: only the model's name, the gateway's own fields, reasoning that the provider
 * could not read, and what the model refuses are rewritten; everything else goes as it came, understood or not.
 * @throws UnsupportedOptions when the model refuses something that may not be dropped.
 */
export function rewriteRaw(raw: RawRequest, options: RewriteOptions): RewrittenRequest {
  const { model, facts, stream, dropUnsupported, override } = options;
  const { body, bytes } = raw;
  const losses = new RequestLosses(dropUnsupported);
  const fitted = fitToModel(body, facts, losses);
  const changed = new Map<string, unknown>();
  for (const [name, value] of Object.entries(override)) if (body[name] !== value) changed.set(name, value);
  if (body.model !== model) changed.set('model', model);
  if (stream && body.stream !== true) changed.set('stream', true);
  if (!stream && body.stream === true) changed.set('stream', undefined).set('stream_options', undefined);
  const sent = changed.has('input') ? changed.get('input') : body.input;
  const input = fitReasoning(sent, facts, losses);
  if (input !== sent) changed.set('input', input);
  const changes = losses.settle();
  if (fitted === body && changed.size === 0) return { bytes, changes };
  return { bytes: toBodyBytes(replaceFields(fitted, changed)), changes };
}

import { withoutMark } from '../../core/chat/without-mark.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { RawRequest } from '../../core/ports/chat-model.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { changesForModel } from './fit-to-model.ts';
import { RequestLosses } from './request-losses.ts';
import { spliceFields } from './splice-fields.ts';

export interface RewriteOptions {
  /** The model's id at the provider; `null` = the body names none. */
  readonly model: string | null;
  readonly facts: ModelFacts;
  readonly stream: boolean;
  readonly dropUnsupported: boolean;
  /** Whether the provider can tell the usage at a stream's end when asked to. */
  readonly streamUsage: boolean;
}

export interface RewrittenRequest {
  /** The client's very bytes, less a byte-order mark, when nothing had to change. */
  readonly bytes: Buffer;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}

/**
 * The client's own body for one model: only the model's name, the wish for usage and what the model refuses are
 * rewritten; every other byte goes as it came, understood or not.
 * @throws UnsupportedOptions when the model refuses something that may not be dropped.
 */
export function rewriteRaw(raw: RawRequest, options: RewriteOptions): RewrittenRequest {
  const { model, facts, stream, dropUnsupported, streamUsage } = options;
  const { body } = raw;
  const bytes = withoutMark(raw.bytes);
  const losses = new RequestLosses(dropUnsupported);
  const changed = new Map(changesForModel(body, facts, losses));
  if (body.model !== model) changed.set('model', model ?? undefined);
  if (stream && body.stream !== true) changed.set('stream', true);
  if (!stream && body.stream === true) changed.set('stream', undefined).set('stream_options', undefined);
  const streamOptions = body.stream_options ?? {};
  if (stream && streamUsage && isJsonObject(streamOptions) && streamOptions.include_usage !== true) {
    changed.set('stream_options', { ...streamOptions, include_usage: true });
  }
  const changes = losses.settle();
  return { bytes: changed.size === 0 ? bytes : splice(bytes, changed), changes };
}

function splice(bytes: Buffer, changed: ReadonlyMap<string, unknown>): Buffer {
  try {
    return spliceFields(bytes, changed);
  } catch (error) {
    if (error instanceof RangeError) throw invalidRequest(null, 'The request body is nested too deeply.');
    throw error;
  }
}

import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { RawRequest } from '../../core/ports/chat-model.ts';
import type { ModelFacts } from '../../core/routing/model-facts.ts';
import { fitToModel, replaceFields } from './fit-to-model.ts';
import { RequestLosses } from './request-losses.ts';
import { toBodyBytes } from './to-body-bytes.ts';
import { withModel } from './with-model.ts';

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
  /** The client's very bytes when nothing had to change. */
  readonly bytes: Buffer;
  /** As `EncodedRequest.changes`. */
  readonly changes: readonly string[];
}

/**
 * The client's own body for one model: only the model's name, the wish for usage and what the model refuses are
 * rewritten; everything else goes as it came, understood or not.
 * @throws UnsupportedOptions when the model refuses something that may not be dropped.
 */
export function rewriteRaw(raw: RawRequest, options: RewriteOptions): RewrittenRequest {
  const { model, facts, stream, dropUnsupported, streamUsage } = options;
  const { body, bytes } = raw;
  const losses = new RequestLosses(dropUnsupported);
  const fitted = fitToModel(body, facts, losses);
  const changed = new Map<string, unknown>();
  if (body.model !== model) changed.set('model', model ?? undefined);
  if (stream && body.stream !== true) changed.set('stream', true);
  if (!stream && body.stream === true) changed.set('stream', undefined).set('stream_options', undefined);
  const streamOptions = body.stream_options ?? {};
  if (stream && streamUsage && isJsonObject(streamOptions) && streamOptions.include_usage !== true) {
    changed.set('stream_options', { ...streamOptions, include_usage: true });
  }
  const changes = losses.settle();
  if (fitted === body && changed.size === 0) return { bytes, changes };
  if (
    fitted === body &&
    changed.size === 1 &&
    model !== null &&
    changed.has('model') &&
    typeof body.model === 'string'
  ) {
    const renamed = withModel(bytes, body.model, model);
    if (renamed !== null) return { bytes: renamed, changes };
  }
  return { bytes: toBodyBytes(replaceFields(fitted, changed)), changes };
}

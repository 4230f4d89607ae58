import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { spliceFields } from '../openai-chat/splice-fields.ts';

/** A client's body for a target of the same format: only the model has another name there. */
export function rewriteRaw(
  { body, bytes }: { readonly body: JsonObject; readonly bytes: Buffer },
  model: string,
): Buffer {
  return body.model === model ? bytes : spliceFields(bytes, new Map([['model', model]]));
}

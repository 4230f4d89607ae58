import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { withModel } from '../openai-chat/with-model.ts';

/** A client's body for a target of the same format: only the model has another name there. */
export function rewriteRaw(
  { body, bytes }: { readonly body: JsonObject; readonly bytes: Buffer },
  model: string,
): Buffer | string {
  if (body.model === model) return bytes;
  const renamed = typeof body.model === 'string' ? withModel(bytes, body.model, model) : null;
  return renamed ?? JSON.stringify({ ...body, model });
}

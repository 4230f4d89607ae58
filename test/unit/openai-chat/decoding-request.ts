import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';

export const hello = [{ role: 'user', content: 'hello' }];
export const user = (...content: unknown[]) => ({ messages: [{ role: 'user', content }] });
export const decode = (body: JsonObject) => openAiChat.decodeRequest(body);

export function refusal(body: JsonObject): { param: string | null; message: string } {
  try {
    decode(body);
  } catch (error) {
    if (error instanceof GatewayError && error.kind === 'invalid-request') return error;
    throw error;
  }
  throw new Error('the body was accepted');
}

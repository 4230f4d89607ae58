import type { Message } from '../../core/conversation/message.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { TurnItem } from '../../core/sessions/turn.ts';
import { decodeInput } from './decode-input.ts';
import { ToolNames } from './tool-names.ts';

/** An item as a session keeps it. @param param where the client has it, for errors: `input[3]`. */
export function toTurnItem(item: JsonObject, param: string): TurnItem {
  return { id: String(item.id), message: messageOf(item, param), item };
}

const noTools = new ToolNames([]);

/** For clients of other formats that go on with the session; `null` where the neutral model has no word for it. */
function messageOf(item: JsonObject, own: string): Message | null {
  try {
    return decodeInput([item], noTools)[0] ?? null;
  } catch (error) {
    if (!(error instanceof GatewayError) || error.param === null) throw error;
    const { message, param, code } = error;
    throw invalidRequest(param.replace('input[0]', own), message.replaceAll('input[0]', own), code);
  }
}

import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { Message } from '../../core/conversation/message.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readArray, readBoolean, readOptional, readString } from '../openai-chat/read-field.ts';
import { UnreadFields } from '../openai-chat/unread-fields.ts';
import { decodeInput } from './decode-input.ts';
import { decodeOptions } from './decode-options.ts';
import { decodeToolChoice } from './decode-tool-choice.ts';
import { decodeTools } from './decode-tools.ts';
import { offeredTools } from './offered-tools.ts';
import { protocol } from './protocol.ts';
import { fieldFates } from './request-fates.ts';
import { ToolNames } from './tool-names.ts';
import { keepWireData } from './wire-data.ts';

/**
 * A Responses body as a neutral request. What the body only refers to (an earlier response, a conversation, items by
 * their ids) must stand in `input` already; see `resolve-input.ts`.
 * @throws GatewayError `invalid-request` with `param`.
 */
export function decodeRequest(body: JsonObject): ConversationRequest {
  const unread = new UnreadFields();
  const advisory = new UnreadFields();
  readOptional(body.tools, 'tools', readArray);
  const offered = offeredTools(body);
  const names = new ToolNames(offered);
  const context = { names, unread, advisory };
  const messages = [...decodeInstructions(body.instructions), ...decodeInput(body.input, names)];
  if (messages.length === 0) throw invalidRequest('input', '`input` must hold at least one item.', 'invalid_value');
  const tools = decodeTools(offered, body.tool_choice === 'required', context);
  const toolChoice = decodeToolChoice(body.tool_choice, context);
  const parallelToolCalls = readOptional(body.parallel_tool_calls, 'parallel_tool_calls', readBoolean);
  const options = decodeOptions(body, unread, advisory);
  for (const [name, value] of Object.entries(body)) {
    if (value === null || value === undefined || name === 'include' || saysNothing(name, value)) continue;
    const fate = fieldFates[name] ?? 'refused';
    if (fate === 'advisory') advisory.add(name, value);
    else if (fate === 'refused') unread.add(name, value);
  }
  const demands = toolChoice !== undefined && toolChoice.type !== 'auto' && toolChoice.type !== 'none';
  const demandsHosted = demands && tools.length === 0 && offered.length > 0;
  if (demandsHosted) unread.add('tool_choice', body.tool_choice);
  const unknown = unread.toRecord();
  const fields = advisory.toRecord();
  return {
    messages,
    ...(tools.length === 0 ? {} : { tools }),
    ...options,
    // Without tools these ask for nothing, and other protocols take them ill.
    ...(toolChoice === undefined || demandsHosted || (tools.length === 0 && !demands) ? {} : { toolChoice }),
    ...(parallelToolCalls === undefined || tools.length === 0 ? {} : { parallelToolCalls }),
    ...(unknown === undefined ? {} : { unknown }),
    ...(fields === undefined ? {} : { advisory: fields }),
    ...(unknown === undefined && fields === undefined ? {} : { fieldsProtocol: protocol }),
  };
}

function decodeInstructions(value: unknown): Message[] {
  const text = readOptional(value, 'instructions', readString);
  if (!text) return [];
  return [{ role: 'system', parts: [{ type: 'text', text, opaque: keepWireData({ instructions: true }) }] }];
}

/** Values that only state the default. */
function saysNothing(name: string, value: unknown): boolean {
  return name === 'truncation' && value === 'disabled';
}

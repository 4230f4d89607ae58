import type { ToolChoice } from '../../core/conversation/conversation-request.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import {
  notOneOf,
  readArray,
  readName,
  readObject,
  readOneOf,
  readOptional,
  wrongType,
} from '../openai-chat/read-field.ts';
import type { ToolContext } from './decode-tools.ts';
import { toolFates } from './request-fates.ts';

const words = ['none', 'auto', 'required'] as const;
const readMode = readOneOf(['auto', 'required']);

/** Which tools may or must be called. A choice of a tool that only a provider of this format has is left to it. */
export function decodeToolChoice(choice: unknown, context: ToolContext): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  const word = words.find((candidate) => candidate === choice);
  if (word !== undefined) return { type: word };
  if (typeof choice === 'string') throw notOneOf('tool_choice', words, choice);
  if (!isJsonObject(choice)) throw wrongType('tool_choice', `${words.join(', ')} or an object`, choice);
  const type = readName(choice.type, 'tool_choice.type');
  if (type === 'function' || type === 'custom') {
    return { type: 'tool', name: chosenName(choice, 'tool_choice', context), kind: type };
  }
  if (type === 'allowed_tools') return decodeAllowed(choice, context);
  if (toolFates[type] === undefined && type !== 'computer_use') {
    throw notOneOf('tool_choice.type', ['function', 'custom', 'allowed_tools', 'a hosted tool'], type);
  }
  context.unread.add('tool_choice', choice);
  return undefined;
}

function decodeAllowed(choice: JsonObject, context: ToolContext): ToolChoice | undefined {
  const mode = readMode(choice.mode, 'tool_choice.mode');
  const names: string[] = [];
  let leavesOut = false;
  for (const [index, entry] of readArray(choice.tools, 'tool_choice.tools').entries()) {
    const param = `tool_choice.tools[${index}]`;
    const tool = readObject(entry, param);
    const type = readName(tool.type, `${param}.type`);
    if (type === 'function' || type === 'custom') names.push(chosenName(tool, param, context));
    else leavesOut = true;
  }
  if (names.length === 0) {
    context.unread.add('tool_choice', choice);
    return undefined;
  }
  if (leavesOut) context.advisory.add('tool_choice.tools', choice.tools);
  return { type: 'allowed', mode, names };
}

function chosenName(tool: JsonObject, param: string, { names }: ToolContext): string {
  const namespace = readOptional(tool.namespace, `${param}.namespace`, readName) ?? null;
  return names.flatten(readName(tool.name, `${param}.name`), namespace);
}

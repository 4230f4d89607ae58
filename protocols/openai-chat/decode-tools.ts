import type { CustomTool, FunctionTool, Tool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeCacheBreakpoint } from './decode-content.ts';
import {
  notOneOf,
  readArray,
  readBoolean,
  readName,
  readObject,
  readOneOf,
  readOptional,
  readString,
  wrongType,
} from './read-field.ts';
import type { UnreadFields } from './unread-fields.ts';

const toolFields: ReadonlySet<string> = new Set(['type', 'function', 'custom', 'cache_control']);
const functionFields: ReadonlySet<string> = new Set(['name', 'description', 'parameters', 'strict']);
const customFields: ReadonlySet<string> = new Set(['name', 'description', 'format']);
const readMode = readOneOf(['auto', 'required']);

/** `tools` and the deprecated `functions`; tools of other types are put into `unread`. */
export function decodeTools(body: JsonObject, unread: UnreadFields): Tool[] {
  const tools: Tool[] = [];
  const entries = readOptional(body.tools, 'tools', readArray) ?? [];
  for (const [index, entry] of entries.entries()) {
    const param = `tools[${index}]`;
    const tool = readObject(entry, param);
    const type = readName(tool.type, `${param}.type`);
    if (type === 'function') tools.push(decodeFunctionTool(tool, param, unread));
    else if (type === 'custom') tools.push(decodeCustomTool(tool, param, unread));
    else unread.add(param, tool);
  }
  const functions = readOptional(body.functions, 'functions', readArray) ?? [];
  for (const [index, entry] of functions.entries()) {
    tools.push(decodeFunction(readObject(entry, `functions[${index}]`), `functions[${index}]`, unread));
  }
  return tools;
}

/** `tool_choice`, or the deprecated `function_call`. */
export function decodeToolChoice({ tool_choice, function_call }: JsonObject): ToolChoice | undefined {
  if (tool_choice === undefined || tool_choice === null) return decodeFunctionChoice(function_call);
  if (tool_choice === 'none' || tool_choice === 'auto' || tool_choice === 'required') return { type: tool_choice };
  const types = ['none', 'auto', 'required'];
  if (typeof tool_choice === 'string') throw notOneOf('tool_choice', types, tool_choice);
  if (!isJsonObject(tool_choice)) throw wrongType('tool_choice', `${types.join(', ')} or an object`, tool_choice);
  const { type } = tool_choice;
  if (type === 'function' || type === 'custom') {
    const chosen = readObject(tool_choice[type], `tool_choice.${type}`);
    return { type: 'tool', name: readName(chosen.name, `tool_choice.${type}.name`), kind: type };
  }
  if (type !== 'allowed_tools') throw notOneOf('tool_choice.type', ['function', 'custom', 'allowed_tools'], type);
  const allowed = readObject(tool_choice.allowed_tools, 'tool_choice.allowed_tools');
  const names = readArray(allowed.tools, 'tool_choice.allowed_tools.tools').map((entry, index) =>
    allowedName(entry, `tool_choice.allowed_tools.tools[${index}]`),
  );
  return { type: 'allowed', mode: readMode(allowed.mode, 'tool_choice.allowed_tools.mode'), names };
}

function decodeFunctionChoice(choice: unknown): ToolChoice | undefined {
  if (choice === undefined || choice === null) return undefined;
  if (choice === 'none' || choice === 'auto') return { type: choice };
  if (!isJsonObject(choice)) throw wrongType('function_call', 'none, auto or an object with a name', choice);
  return { type: 'tool', name: readName(choice.name, 'function_call.name'), kind: 'function' };
}

function allowedName(entry: unknown, param: string): string {
  const tool = readObject(entry, param);
  const kind = tool.type === 'custom' ? 'custom' : 'function';
  return readName(readObject(tool[kind], `${param}.${kind}`).name, `${param}.${kind}.name`);
}

function decodeFunctionTool(tool: JsonObject, param: string, unread: UnreadFields): FunctionTool {
  unread.addOthers(tool, toolFields, param);
  const decoded = decodeFunction(readObject(tool.function, `${param}.function`), `${param}.function`, unread);
  const cacheBreakpoint = decodeCacheBreakpoint({ cache_control: tool.cache_control }, param);
  return cacheBreakpoint ? { ...decoded, cacheBreakpoint } : decoded;
}

function decodeFunction(definition: JsonObject, param: string, unread: UnreadFields): FunctionTool {
  unread.addOthers(definition, functionFields, param);
  const description = readOptional(definition.description, `${param}.description`, readString);
  const parameters = readOptional(definition.parameters, `${param}.parameters`, readObject);
  const strict = readOptional(definition.strict, `${param}.strict`, readBoolean);
  return {
    type: 'function',
    name: readName(definition.name, `${param}.name`),
    ...(description === undefined ? {} : { description }),
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
  };
}

function decodeCustomTool(tool: JsonObject, param: string, unread: UnreadFields): CustomTool {
  unread.addOthers(tool, toolFields, param);
  const custom = readObject(tool.custom, `${param}.custom`);
  unread.addOthers(custom, customFields, `${param}.custom`);
  const description = readOptional(custom.description, `${param}.custom.description`, readString);
  const format = readOptional(custom.format, `${param}.custom.format`, readObject);
  return {
    type: 'custom',
    name: readName(custom.name, `${param}.custom.name`),
    ...(description === undefined ? {} : { description }),
    ...(format === undefined ? {} : { format }),
  };
}

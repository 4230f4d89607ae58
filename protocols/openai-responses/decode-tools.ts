import type { CustomTool, FunctionTool, Tool } from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { readArray, readBoolean, readName, readObject, readOptional, readString } from '../openai-chat/read-field.ts';
import type { UnreadFields } from '../openai-chat/unread-fields.ts';
import { toolFates } from './request-fates.ts';
import type { ToolNames } from './tool-names.ts';
import { keepWireData, otherFields } from './wire-data.ts';

const functionFields: ReadonlySet<string> = new Set(['type', 'name', 'description', 'parameters', 'strict']);
const customFields: ReadonlySet<string> = new Set(['type', 'name', 'description', 'format']);

export interface ToolContext {
  readonly names: ToolNames;
  /** For what targets of other protocols must refuse. */
  readonly unread: UnreadFields;
  /** For what they leave out and say. */
  readonly advisory: UnreadFields;
}

/**
 * The tools that a client runs, those of groups under one name; what a provider would run goes where its fate says.
 * @param isDemanded whether the model must call some tool: then a provider's cannot be left out where it is all there is.
 */
export function decodeTools(offered: readonly unknown[], isDemanded: boolean, context: ToolContext): Tool[] {
  const tools: Tool[] = [];
  const optional: [string, JsonObject][] = [];
  const besideOthers: [string, JsonObject][] = [];
  for (const [index, entry] of offered.entries()) {
    const param = `tools[${index}]`;
    const tool = readObject(entry, param);
    const type = readName(tool.type, `${param}.type`);
    if (type === 'function' || type === 'custom') tools.push(decodeTool(tool, param, null, context));
    else if (type === 'namespace') tools.push(...decodeGroup(tool, param, context));
    else if (toolFates[type] === 'advisory') optional.push([param, tool]);
    else if (toolFates[type] === 'beside-others') besideOthers.push([param, tool]);
    else context.unread.add(param, tool);
  }
  const hasOwn = tools.length > 0;
  for (const [param, tool] of optional) (hasOwn || !isDemanded ? context.advisory : context.unread).add(param, tool);
  for (const [param, tool] of besideOthers) (hasOwn ? context.advisory : context.unread).add(param, tool);
  return tools;
}

function decodeGroup(group: JsonObject, param: string, context: ToolContext): Tool[] {
  const name = readName(group.name, `${param}.name`);
  const description = readOptional(group.description, `${param}.description`, readString);
  if (description) context.advisory.add('tools[].description of a namespace', description);
  const namespace = description === undefined ? { name } : { name, description };
  return readArray(group.tools, `${param}.tools`).map((entry, index) => {
    const toolParam = `${param}.tools[${index}]`;
    return decodeTool(readObject(entry, toolParam), toolParam, namespace, context);
  });
}

function decodeTool(
  tool: JsonObject,
  param: string,
  namespace: { readonly name: string; readonly description?: string } | null,
  context: ToolContext,
): Tool {
  const isCustom = tool.type === 'custom';
  const name = readName(tool.name, `${param}.name`);
  const others = otherFields(tool, isCustom ? customFields : functionFields);
  for (const [field, value] of Object.entries(others ?? {})) {
    if (value !== false) context.advisory.add(`tools[].${field}`, value);
  }
  const data = { ...others, ...(namespace === null ? {} : { name, namespace }) };
  const description = readOptional(tool.description, `${param}.description`, readString);
  const about = {
    name: context.names.flatten(name, namespace?.name ?? null),
    ...(description === undefined ? {} : { description }),
    ...(Object.keys(data).length === 0 ? {} : { opaque: keepWireData({ item: data }) }),
  };
  return isCustom ? decodeCustom(tool, param, about) : decodeFunction(tool, param, about);
}

type About = Pick<FunctionTool, 'name' | 'description' | 'opaque'>;

function decodeFunction(tool: JsonObject, param: string, about: About): FunctionTool {
  const parameters = readOptional(tool.parameters, `${param}.parameters`, readObject);
  const strict = readOptional(tool.strict, `${param}.strict`, readBoolean);
  return {
    type: 'function',
    ...about,
    ...(parameters === undefined ? {} : { parameters }),
    ...(strict === undefined ? {} : { strict }),
  };
}

function decodeCustom(tool: JsonObject, param: string, about: About): CustomTool {
  const format = readOptional(tool.format, `${param}.format`, readObject);
  return { type: 'custom', ...about, ...(format === undefined ? {} : { format }) };
}

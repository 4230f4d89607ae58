import type { FunctionTool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import { decodeCacheControl } from './decode-extras.ts';
import { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';

/** The client's own tools; tools the provider runs itself are noted as unknown, each by its place. */
export function decodeTools(body: ObjectReader, unknown: UnknownFields): FunctionTool[] {
  const tools: FunctionTool[] = [];
  for (const [index, value] of (body.optionalList('tools') ?? []).entries()) {
    const reader = new ObjectReader(value, `tools.${index}`);
    const type = reader.optionalString('type') ?? 'custom';
    if (type === 'custom') tools.push(decodeTool(reader, unknown));
    else unknown.add(reader.path, value);
  }
  return tools;
}

function decodeTool(reader: ObjectReader, unknown: UnknownFields): FunctionTool {
  const description = reader.optionalString('description');
  const strict = reader.optionalBoolean('strict');
  const cacheBreakpoint = decodeCacheControl(reader);
  const tool: FunctionTool = {
    type: 'function',
    name: reader.string('name'),
    ...(description !== undefined && { description }),
    parameters: reader.object('input_schema').whole(),
    ...(strict !== undefined && { strict }),
    ...(cacheBreakpoint !== undefined && { cacheBreakpoint }),
  };
  unknown.addRest(reader);
  return tool;
}

export function decodeToolChoice(
  body: ObjectReader,
  unknown: UnknownFields,
): { toolChoice?: ToolChoice; parallelToolCalls?: false } {
  const reader = body.optionalObject('tool_choice');
  if (reader === undefined) return {};
  const toolChoice = decodeChoice(reader);
  const single = reader.optionalBoolean('disable_parallel_tool_use') === true;
  unknown.addRest(reader);
  return { toolChoice, ...(single && { parallelToolCalls: false }) };
}

function decodeChoice(reader: ObjectReader): ToolChoice {
  const type = reader.string('type');
  switch (type) {
    case 'auto':
    case 'none':
      return { type };
    case 'any':
      return { type: 'required' };
    case 'tool':
      return { type: 'tool', name: reader.string('name'), kind: 'function' };
    default:
      throw reader.problem('type', 'must be auto, any, tool or none');
  }
}

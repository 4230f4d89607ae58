import type { FunctionTool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import { decodeCacheControl } from './decode-extras.ts';
import { type HostedTool, settleHostedTools } from './hosted-tools.ts';
import { ObjectReader } from './object-reader.ts';
import type { UnknownFields } from './unknown-fields.ts';

export interface DecodedTools {
  /** The client's own. */
  readonly tools: readonly FunctionTool[];
  readonly hosted: readonly HostedTool[];
}

export function decodeTools(body: ObjectReader, unknown: UnknownFields): DecodedTools {
  const tools: FunctionTool[] = [];
  const hosted: HostedTool[] = [];
  for (const [index, value] of (body.optionalList('tools') ?? []).entries()) {
    const reader = new ObjectReader(value, `tools.${index}`);
    const type = reader.optionalString('type') ?? 'custom';
    if (type === 'custom') tools.push(decodeTool(reader, unknown));
    else hosted.push({ path: reader.path, type, name: reader.optionalString('name') ?? null, tool: reader.whole() });
  }
  return { tools, hosted };
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

/** Where a hosted tool is what must be called, the choice is left to providers that have it, and so are these tools. */
export function decodeToolChoice(
  body: ObjectReader,
  { tools, hosted }: DecodedTools,
  unknown: UnknownFields,
): { toolChoice?: ToolChoice; parallelToolCalls?: false } {
  const reader = body.optionalObject('tool_choice');
  const toolChoice = reader && decodeChoice(reader);
  const hasOwn = tools.length > 0;
  const isDemanded = demandsHosted(toolChoice, { tools, hosted });
  settleHostedTools(hosted, { hasOwn, isDemanded }, unknown);
  if (reader === undefined || toolChoice === undefined) return {};
  if (isDemanded) {
    unknown.add(reader.path, reader.whole());
    return {};
  }
  const single = reader.optionalBoolean('disable_parallel_tool_use') === true;
  unknown.addRest(reader);
  return { toolChoice, ...(single && { parallelToolCalls: false }) };
}

function demandsHosted(choice: ToolChoice | undefined, { tools, hosted }: DecodedTools): boolean {
  if (choice?.type === 'required') return tools.length === 0 && hosted.length > 0;
  if (choice?.type !== 'tool') return false;
  return hosted.some(({ name }) => name === choice.name) && !tools.some(({ name }) => name === choice.name);
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

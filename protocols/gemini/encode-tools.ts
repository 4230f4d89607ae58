import type {
  ConversationRequest,
  FunctionTool,
  Tool,
  ToolChoice,
} from '../../core/conversation/conversation-request.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { EncodeContext } from './encode-context.ts';
import { restrictSchema } from './restrict-schema.ts';
import type { WirePart } from './wire-part.ts';

export interface EncodedTools {
  readonly declarations: readonly WirePart[];
  /** `functionCallingConfig`; `null` = the provider's default. */
  readonly config: WirePart | null;
}

const none: EncodedTools = { declarations: [], config: null };
/** What the provider takes as the name of a function. */
const toolName = /^[A-Za-z_][A-Za-z0-9_.:-]{0,127}$/;

export function encodeTools(request: ConversationRequest, context: EncodeContext): EncodedTools {
  const { tools: asked = [], toolChoice: choice } = request;
  const { notes, facts } = context;
  if (asked.length === 0) {
    if (choice === undefined || choice.type === 'none' || choice.type === 'auto') return none;
    if (choice.type === 'allowed' && choice.mode === 'auto') return none;
    throw invalidRequest('tool_choice', '`tool_choice` demands a tool, but the request has no tools.');
  }
  if (facts.capabilities.tools === false) {
    notes.unsupported('tools', 'this model takes no tools');
    return none;
  }
  const named = functionTools(
    asked.filter((tool) => isAllowed(tool, choice)),
    context,
  );
  if (choice?.type === 'tool' && isLeftOut(choice.name, asked, named)) {
    notes.unsupported('toolChoice', 'the chosen tool is left out');
    return encodeTools({ ...request, tools: named, toolChoice: { type: 'auto' } }, context);
  }
  if (named.length === 0) {
    const demands = choice?.type === 'required' || (choice?.type === 'allowed' && choice.mode === 'required');
    if (demands) notes.unsupported('toolChoice', 'the chosen tool is left out');
    return none;
  }
  return {
    declarations: named.map((tool) => declare(tool, context)),
    config: encodeChoice(choice, named, context),
  };
}

function functionTools(tools: readonly Tool[], { notes }: EncodeContext): FunctionTool[] {
  const functions: FunctionTool[] = [];
  for (const tool of tools) {
    if (tool.type !== 'function') continue;
    if (!toolName.test(tool.name)) notes.unsupported('tools', `tool names must match ${toolName.source}`);
    else functions.push(tool);
  }
  return functions;
}

function isLeftOut(name: string, asked: readonly Tool[], named: readonly Tool[]): boolean {
  return asked.some((tool) => tool.name === name) && !named.some((tool) => tool.name === name);
}

/** With mode `auto` the provider takes no list of names, so the list of tools is shortened; calls in the history need none. */
function isAllowed(tool: Tool, choice: ToolChoice | undefined): boolean {
  return choice?.type !== 'allowed' || choice.names.includes(tool.name);
}

function declare(tool: FunctionTool, { notes }: EncodeContext): WirePart {
  const schema = tool.parameters;
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    ...(schema !== undefined &&
      saysSomething(schema) && { parametersJsonSchema: restrictSchema(asObject(schema), notes) }),
  };
}

/** An object without properties is refused by some models; without a schema the function takes no arguments. */
function saysSomething(schema: NonNullable<FunctionTool['parameters']>): boolean {
  const { type, properties, additionalProperties, required, $schema, title, description, strict, ...others } = schema;
  if (Object.keys(others).length > 0 || (typeof additionalProperties === 'object' && additionalProperties !== null))
    return true;
  return typeof properties === 'object' && properties !== null && Object.keys(properties).length > 0;
}

function asObject(schema: NonNullable<FunctionTool['parameters']>): NonNullable<FunctionTool['parameters']> {
  return 'type' in schema || '$ref' in schema ? schema : { type: 'object', ...schema };
}

function encodeChoice(
  choice: ToolChoice | undefined,
  usable: readonly FunctionTool[],
  { facts, notes }: EncodeContext,
): WirePart | null {
  const wanted = wantedMode(choice, usable);
  const isRelaxed = wanted.mode === 'ANY' && facts.capabilities.forcedToolChoice === false;
  if (isRelaxed) notes.changed(`tool_choice ${choice?.type === 'tool' ? 'named' : 'required'} → auto`);
  else if (wanted.mode !== 'AUTO') return wanted;
  const plain = choice === undefined || isRelaxed ? null : wanted;
  if (!usable.some((tool) => tool.strict === true)) return plain;
  // The one mode that holds arguments to their schema and still leaves the choice to the model.
  if (facts.capabilities.strictTools !== false) return { mode: 'VALIDATED' };
  notes.changed('strict dropped from tools');
  return plain;
}

function wantedMode(choice: ToolChoice | undefined, usable: readonly FunctionTool[]): WirePart {
  switch (choice?.type) {
    case undefined:
    case 'auto':
      return { mode: 'AUTO' };
    case 'none':
      return { mode: 'NONE' };
    case 'required':
      return { mode: 'ANY' };
    case 'allowed':
      return { mode: choice.mode === 'required' ? 'ANY' : 'AUTO' };
    case 'tool':
      if (usable.some((tool) => tool.name === choice.name)) return { mode: 'ANY', allowedFunctionNames: [choice.name] };
      throw invalidRequest('tool_choice', `\`tool_choice\` names '${choice.name}', which is not among the tools.`);
  }
}

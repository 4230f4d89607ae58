import type { ConversationRequest, FunctionTool, ToolChoice } from '../../core/conversation/conversation-request.ts';
import { invalidRequest } from '../../core/errors/gateway-error.ts';
import type { ModelCapabilities } from '../../core/routing/model-facts.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import type { Block } from './block.ts';
import type { CacheMarks } from './cache-marks.ts';

export interface EncodedTools {
  readonly tools: readonly Block[];
  readonly toolChoice: Block | null;
  /** Whether the model must call a tool; it cannot think first then. */
  readonly forced: boolean;
}

const noTools: EncodedTools = { tools: [], toolChoice: null, forced: false };

export function encodeTools(
  request: ConversationRequest,
  capabilities: ModelCapabilities,
  notes: RequestNotes,
  cacheMarks: CacheMarks,
): EncodedTools {
  const asked = request.tools ?? [];
  if (asked.length === 0) {
    if (!demandsTool(request.toolChoice)) return noTools;
    throw invalidRequest('tool_choice', '`tool_choice` demands a tool, but the request has no tools.');
  }
  if (capabilities.tools === false) {
    notes.unsupported('tools', 'this model takes no tools');
    return noTools;
  }
  const usable = asked.filter((tool) => tool.type === 'function').filter((tool) => isAllowed(tool, request.toolChoice));
  if (usable.length === 0) return noTools;
  const tools = usable.map((tool) => encodeTool(tool, capabilities, notes, cacheMarks));
  const wanted = encodeChoice(request.toolChoice, usable);
  const forced = wanted.type === 'any' || wanted.type === 'tool';
  const refusesForce = capabilities.forcedToolChoice === false || capabilities.alwaysThinks === true;
  if (forced && refusesForce) notes.changed(`tool_choice ${wanted.type === 'any' ? 'required' : 'named'} → auto`);
  const choice: Block = forced && refusesForce ? { type: 'auto' } : wanted;
  if (request.parallelToolCalls === false && choice.type !== 'none') choice.disable_parallel_tool_use = true;
  return { tools, toolChoice: isDefault(choice, request.toolChoice) ? null : choice, forced: forced && !refusesForce };
}

function demandsTool(choice: ToolChoice | undefined): boolean {
  return (
    choice?.type === 'required' || choice?.type === 'tool' || (choice?.type === 'allowed' && choice.mode === 'required')
  );
}

function isAllowed(tool: FunctionTool, choice: ToolChoice | undefined): boolean {
  return choice?.type !== 'allowed' || choice.names.includes(tool.name);
}

function encodeTool(
  tool: FunctionTool,
  capabilities: ModelCapabilities,
  notes: RequestNotes,
  cacheMarks: CacheMarks,
): Block {
  const sendsStrict = tool.strict !== undefined && capabilities.strictTools !== false;
  if (tool.strict === true && !sendsStrict) notes.changed('strict dropped from tools');
  const block: Block = {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: inputSchema(tool.parameters),
    ...(sendsStrict && { strict: tool.strict }),
  };
  cacheMarks.mark(block, tool.cacheBreakpoint);
  return block;
}

/** The provider wants the type said; the order of the client's keys stays, for it shapes the answer. */
function inputSchema(parameters: FunctionTool['parameters']): Block {
  if (parameters === undefined) return { type: 'object', properties: {} };
  return 'type' in parameters ? parameters : { type: 'object', ...parameters };
}

type EncodedChoice = { readonly type: 'auto' | 'any' | 'none' } | { readonly type: 'tool'; readonly name: string };

function encodeChoice(choice: ToolChoice | undefined, usable: readonly FunctionTool[]): EncodedChoice {
  switch (choice?.type) {
    case undefined:
    case 'auto':
      return { type: 'auto' };
    case 'none':
      return { type: 'none' };
    case 'required':
      return { type: 'any' };
    case 'allowed':
      return { type: choice.mode === 'required' ? 'any' : 'auto' };
    case 'tool':
      return encodeNamed(choice, usable);
  }
}

function encodeNamed(choice: Extract<ToolChoice, { type: 'tool' }>, usable: readonly FunctionTool[]): EncodedChoice {
  if (usable.some((tool) => tool.name === choice.name)) return { type: 'tool', name: choice.name };
  throw invalidRequest('tool_choice', `\`tool_choice\` names '${choice.name}', which is not among the tools.`);
}

/** Nothing was asked and nothing is said: the provider's default stands. */
function isDefault(choice: Block, asked: ToolChoice | undefined): boolean {
  return asked === undefined && choice.type === 'auto' && choice.disable_parallel_tool_use === undefined;
}

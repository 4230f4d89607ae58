import type {
  ConversationRequest,
  FunctionTool,
  Tool,
  ToolChoice,
} from '../../core/conversation/conversation-request.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { cachePoint } from './cache-point.ts';
import type { ConverseTool, JsonDocument, ToolConfiguration } from './converse-wire.ts';
import type { EncodeContext } from './encode-context.ts';
import { toolName } from './tool-name.ts';

export interface ToolSettings {
  /** `null` when the request has no tools. */
  readonly config: ToolConfiguration | null;
  /** For `additionalModelRequestFields`. */
  readonly fields: JsonObject;
  /** What only words can ask of the model; joins the system prompt. */
  readonly instruction: string | null;
  readonly forcesTool: boolean;
}

const none: ToolSettings = { config: null, fields: {}, instruction: null, forcesTool: false };

/** @param usedNames the tools that the history calls, in order; a history with calls must come with tools. */
export function encodeTools(
  request: ConversationRequest,
  usedNames: readonly string[],
  context: EncodeContext,
): ToolSettings {
  const { changes } = context;
  const functions = functionTools(request.tools ?? [], context);
  const choice = request.toolChoice;
  if (functions.length === 0) {
    if (choice !== undefined && choice.type !== 'none' && choice.type !== 'auto' && (request.tools ?? []).length === 0)
      changes.refuse('toolChoice', 'no tools are given');
    return usedNames.length === 0 ? none : { ...none, config: { tools: minimalTools(usedNames, context) } };
  }
  if (choice?.type === 'none') return withoutChoice(functions, usedNames.length > 0, context);
  const offered = choice?.type === 'allowed' ? functions.filter((tool) => choice.names.includes(tool.name)) : functions;
  if (offered.length === 0) return withoutChoice(functions, usedNames.length > 0, context);
  return {
    ...none,
    ...encodeChoice(choice, request.parallelToolCalls, offered, context),
  };
}

function functionTools(tools: readonly Tool[], { changes }: EncodeContext): FunctionTool[] {
  const functions: FunctionTool[] = [];
  for (const tool of tools) {
    if (tool.type !== 'function') continue;
    if (!toolName.test(tool.name))
      changes.refuse('tools', `tool names must match ${toolName.source}`, 'misnamed tools dropped');
    else functions.push(tool);
  }
  return functions;
}

/** Converse has no choice `none`: without calls in the history the tools are left out, with calls it is asked in words. */
function withoutChoice(
  functions: readonly FunctionTool[],
  callsInHistory: boolean,
  context: EncodeContext,
): ToolSettings {
  if (!callsInHistory) {
    context.changes.say('tools left out (tool_choice none)');
    return none;
  }
  context.changes.say('tool_choice none → instruction');
  return {
    ...none,
    config: { tools: encodeFunctions(functions, context) },
    instruction: 'Do not call any tool in this answer; answer in text.',
  };
}

function minimalTools(names: readonly string[], { changes }: EncodeContext): ConverseTool[] {
  changes.say('tools of the history declared');
  return [...new Set(names)].map((name) => ({ toolSpec: { name, inputSchema: { json: { type: 'object' } } } }));
}

function encodeFunctions(functions: readonly FunctionTool[], context: EncodeContext): ConverseTool[] {
  const { facts, changes } = context;
  return functions.flatMap((tool) => {
    const strict = tool.strict === true && facts.capabilities.strictTools !== false;
    if (tool.strict === true && !strict) changes.say('strict tools → ordinary');
    const description = tool.description?.trim();
    const toolSpec = {
      name: tool.name,
      ...(description ? { description } : {}),
      inputSchema: { json: inputSchema(tool.parameters) },
      ...(strict ? { strict } : {}),
    };
    const point = cachePoint(tool.cacheBreakpoint, 'tools', context);
    return point === null ? [{ toolSpec }] : [{ toolSpec }, { cachePoint: point }];
  });
}

function inputSchema(parameters: JsonObject | undefined): JsonDocument {
  const schema = { type: 'object', ...parameters };
  return schema as JsonDocument;
}

function encodeChoice(
  choice: ToolChoice | undefined,
  parallelToolCalls: boolean | undefined,
  offered: readonly FunctionTool[],
  context: EncodeContext,
): Pick<ToolSettings, 'config' | 'fields' | 'forcesTool'> {
  const tools = encodeFunctions(offered, context);
  const forced = forcedChoice(choice, offered, context);
  if (parallelToolCalls === false) {
    if (context.family === 'claude') {
      // The whole choice goes into Claude's own field: Bedrock refuses the two side by side.
      const tool_choice = { type: 'auto', ...forced?.claude, disable_parallel_tool_use: true };
      return { config: { tools }, fields: { tool_choice }, forcesTool: forced !== null };
    }
    context.changes.refuse('parallelToolCalls');
  }
  const config = forced === null ? { tools } : { tools, toolChoice: forced.converse };
  return { config, fields: {}, forcesTool: forced !== null };
}

function forcedChoice(
  choice: ToolChoice | undefined,
  offered: readonly FunctionTool[],
  { facts, changes }: EncodeContext,
) {
  if (choice === undefined || choice.type === 'auto' || choice.type === 'none') return null;
  if (choice.type === 'allowed' && choice.mode === 'auto') return null;
  if (facts.capabilities.forcedToolChoice === false) {
    changes.say(`tool_choice ${choice.type === 'tool' ? 'tool' : 'required'} → auto`);
    return null;
  }
  if (choice.type !== 'tool') return { converse: { any: {} }, claude: { type: 'any' } };
  if (!offered.some((tool) => tool.name === choice.name)) {
    changes.refuse('toolChoice', 'the tool of the tool choice is not among the tools', 'tool_choice tool → auto');
    return null;
  }
  return { converse: { tool: { name: choice.name } }, claude: { type: 'tool', name: choice.name } };
}

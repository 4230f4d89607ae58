import type { ConversationRequest, ToolChoice } from '../../core/conversation/conversation-request.ts';
import type { EncodeContext } from './encode-context.ts';
import { toolName } from './tool-name.ts';

/** A request that no longer asks for a JSON Schema where a tool stands in for it. */
export interface AnswerToolRequest {
  readonly request: ConversationRequest;
  /** The tool whose input is the answer; `null` where there is none. */
  readonly answerTool: string | null;
}

/**
 * For a model without structured output of its own, the schema becomes a tool which the model must call. Beside tools
 * of the client it must call some tool: one of theirs, or this one to answer.
 * @returns the very request where nothing is to be done, or nothing can be.
 */
export function withAnswerTool(request: ConversationRequest, { facts, changes }: EncodeContext): AnswerToolRequest {
  const { responseFormat: format, ...rest } = request;
  const { structuredOutput, forcedToolChoice, tools: takesTools, strictTools } = facts.capabilities;
  if (format?.type !== 'json-schema' || structuredOutput !== false) return { request, answerTool: null };
  // The input of a tool is always an object.
  const isObject = (format.schema.type ?? 'object') === 'object';
  if (forcedToolChoice === false || takesTools === false || !isObject) return { request, answerTool: null };
  const tools = request.tools ?? [];
  const offered = offeredNames(request);
  if (demandsCall(request.toolChoice, offered)) {
    changes.say('response_format left out (a tool call is demanded)');
    return { request: rest, answerTool: null };
  }
  const name = freeName(
    format.name,
    tools.map((tool) => tool.name),
  );
  const strict = format.strict === true && strictTools !== false;
  const isLoosened = format.strict === true && !strict;
  changes.say(`response_format json_schema → forced tool${isLoosened ? ' (not strict)' : ''}`);
  const description = ['Gives the answer: call it with the answer as its input.', format.description].join(' ').trim();
  const answerTool = { type: 'function', name, description, parameters: format.schema, strict } as const;
  const toolChoice = forcedChoice(request.toolChoice, offered, name);
  // Said of calls, of which the client without tools sees none.
  const parallel = offered.length === 0 ? { parallelToolCalls: true } : {};
  return { request: { ...rest, ...parallel, tools: [...tools, answerTool], toolChoice }, answerTool: name };
}

/** Names of the client's own tools that may be called. */
function offeredNames({ tools = [], toolChoice }: ConversationRequest): readonly string[] {
  const names = tools.map((tool) => tool.name);
  if (toolChoice?.type === 'none') return [];
  return toolChoice?.type === 'allowed' ? names.filter((name) => toolChoice.names.includes(name)) : names;
}

/** Whether the client wants a call of its own tools, so that there is no text for the schema to shape. */
function demandsCall(choice: ToolChoice | undefined, offered: readonly string[]): boolean {
  if (choice?.type === 'allowed') return choice.mode === 'required' && offered.length > 0;
  return choice?.type === 'required' || choice?.type === 'tool';
}

function forcedChoice(choice: ToolChoice | undefined, offered: readonly string[], name: string): ToolChoice {
  if (offered.length === 0) return { type: 'tool', name, kind: 'function' };
  return choice?.type === 'allowed'
    ? { type: 'allowed', mode: 'required', names: [...offered, name] }
    : { type: 'required' };
}

function freeName(wanted: string, taken: readonly string[]): string {
  const base = toolName.test(wanted) ? wanted : 'answer';
  let name = base;
  for (let copy = 2; taken.includes(name); copy += 1) name = `${base.slice(0, 56)}_${copy}`;
  return name;
}

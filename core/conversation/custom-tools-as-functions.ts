import type { ConversationRequest, CustomTool, FunctionTool, ToolChoice } from './conversation-request.ts';
import { isJsonObject } from './is-json-object.ts';
import type { AdvisedRequest } from './leave-out-advisory.ts';
import type { Message } from './message.ts';

/**
 * Tools with free text input as functions of one text, for protocols that know functions only: the tools, the choice
 * of one, and the calls in the history. The client's codec turns the calls of the answer back (`customInput`).
 */
export function customToolsAsFunctions(request: ConversationRequest): AdvisedRequest {
  const { tools = [], toolChoice } = request;
  const custom = tools.filter((tool) => tool.type === 'custom').map(({ name }) => name);
  const calls = request.messages.some(({ parts }) =>
    parts.some((part) => part.type === 'tool-call' && part.kind === 'custom'),
  );
  if (custom.length === 0 && !calls) return { request, changes: [] };
  const changed: ConversationRequest = {
    ...request,
    messages: request.messages.map(withFunctionCalls),
    ...(tools.length === 0 ? {} : { tools: tools.map((tool) => (tool.type === 'custom' ? asFunction(tool) : tool)) }),
    ...(toolChoice === undefined ? {} : { toolChoice: choosingFunction(toolChoice) }),
  };
  return { request: changed, changes: ['custom tools sent as functions'] };
}

/** The text that a model gave to a custom tool it was told of as a function. */
export function customInput(input: string): string {
  try {
    const given: unknown = JSON.parse(input);
    if (isJsonObject(given) && typeof given.input === 'string') return given.input;
  } catch {
    // Cut short, or never wrapped: what came is the best there is.
  }
  return input;
}

function asFunction({ name, description, format }: CustomTool): FunctionTool {
  const grammar = typeof format?.definition === 'string' ? `\n\nIts grammar:\n${format.definition}` : '';
  return {
    type: 'function',
    name,
    ...(description === undefined ? {} : { description }),
    parameters: {
      type: 'object',
      properties: { input: { type: 'string', description: `The whole input of the tool, as free text.${grammar}` } },
      required: ['input'],
      additionalProperties: false,
    },
  };
}

function choosingFunction(choice: ToolChoice): ToolChoice {
  return choice.type === 'tool' ? { ...choice, kind: 'function' } : choice;
}

function withFunctionCalls(message: Message): Message {
  return {
    ...message,
    parts: message.parts.map((part) =>
      part.type === 'tool-call' && part.kind === 'custom'
        ? { ...part, kind: 'function', input: JSON.stringify({ input: part.input }) }
        : part,
    ),
  };
}

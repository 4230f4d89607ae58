import type { Message } from '../../core/conversation/message.ts';
import type {
  FilePart,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from '../../core/conversation/part.ts';
import type { RequestChanges } from '../../protocols/bedrock-converse/request-changes.ts';
import type { Prompt, PromptMessage } from './language-model.ts';
import { parseJson } from './parse-json.ts';
import { openReasoning } from './reasoning-seal.ts';

type Content<Role extends string> = Extract<PromptMessage, { role: Role }>['content'];
type UserPart = Exclude<Content<'user'>[number], string>;
type AssistantPart = Exclude<Content<'assistant'>[number], string>;
type PromptToolResult = Extract<Content<'tool'>[number], { type: 'tool-result' }>;
type ToolResultContent = Extract<PromptToolResult['output'], { type: 'content' }>['value'][number];
type PromptFile = Extract<UserPart, { type: 'file' }>;

/** The messages of a conversation, in the AI SDK's words. What it has none for is said or refused in `changes`. */
export function encodePrompt(messages: readonly Message[], changes: RequestChanges): Prompt {
  const toolNames = namesOfCalls(messages);
  return messages.flatMap((message) => {
    if (message.name !== undefined) changes.say('name dropped');
    if (message.parts.some((part) => 'cacheBreakpoint' in part && part.cacheBreakpoint !== undefined)) {
      changes.say('cache breakpoints dropped');
    }
    return encodeMessage(message, toolNames, changes);
  });
}

function encodeMessage(
  { role, parts }: Message,
  toolNames: ReadonlyMap<string, string>,
  changes: RequestChanges,
): Prompt {
  switch (role) {
    case 'user':
      return inOneMessage(encodeUser(parts, changes), (content) => ({ role, content }));
    case 'assistant':
      return inOneMessage(encodeAssistant(parts, changes), (content) => ({ role, content }));
    case 'tool':
      return inOneMessage(encodeResults(parts, toolNames, changes), (content) => ({ role, content }));
    default:
      return encodeSystem(parts, changes);
  }
}

function encodeSystem(parts: readonly Part[], changes: RequestChanges): Prompt {
  return parts.flatMap((part): Prompt => {
    if (part.type === 'text') return [{ role: 'system', content: part.text }];
    changes.refuseMessages('system messages hold text only');
    return [];
  });
}

function inOneMessage<One>(parts: One[], toMessage: (parts: One[]) => PromptMessage): Prompt {
  return parts.length === 0 ? [] : [toMessage(parts)];
}

function namesOfCalls(messages: readonly Message[]): ReadonlyMap<string, string> {
  const calls = messages.flatMap(({ parts }) =>
    parts.filter((part): part is ToolCallPart => part.type === 'tool-call'),
  );
  return new Map(calls.map(({ id, name }) => [id, name]));
}

function encodeUser(parts: readonly Part[], changes: RequestChanges): UserPart[] {
  return parts.flatMap((part): UserPart[] => {
    if (part.type === 'text') return [{ type: 'text', text: part.text }];
    if (part.type === 'file') return encodeFile(part, changes);
    changes.refuseMessages(`${part.type} parts have no place in a user's message`);
    return [];
  });
}

function encodeAssistant(parts: readonly Part[], changes: RequestChanges): AssistantPart[] {
  return parts.flatMap((part): AssistantPart[] => {
    switch (part.type) {
      case 'text':
      case 'refusal':
        return [{ type: 'text', text: part.text }];
      case 'file':
        return encodeFile(part, changes);
      case 'reasoning':
        return encodeReasoning(part, changes);
      case 'tool-call':
        return encodeToolCall(part, changes);
      default:
        changes.refuseMessages(`${part.type} parts have no place in an assistant's message`);
        return [];
    }
  });
}

/** Reasoning of another provider is its own business: only its text is passed on, and what is encrypted is not. */
function encodeReasoning({ text, signature }: ReasoningPart, changes: RequestChanges): AssistantPart[] {
  const providerOptions = signature === undefined ? null : openReasoning(signature);
  if (providerOptions !== null) return [{ type: 'reasoning', text, providerOptions }];
  if (signature !== undefined || text === '') changes.say("another provider's reasoning is sent without its proof");
  return text === '' ? [] : [{ type: 'reasoning', text }];
}

function encodeToolCall({ id, name, input }: ToolCallPart, changes: RequestChanges): AssistantPart[] {
  const parsed = input === '' ? {} : parseJson(input);
  if (parsed === null && input.trim() !== 'null') changes.refuseMessages(`the input of the call ${id} is not JSON`);
  return [{ type: 'tool-call', toolCallId: id, toolName: name, input: parsed }];
}

function encodeResults(
  parts: readonly Part[],
  toolNames: ReadonlyMap<string, string>,
  changes: RequestChanges,
): PromptToolResult[] {
  return parts.flatMap((part): PromptToolResult[] => {
    if (part.type === 'tool-result') return [encodeResult(part, toolNames.get(part.toolCallId) ?? 'unknown', changes)];
    changes.refuseMessages(`${part.type} parts have no place in a tool's message`);
    return [];
  });
}

function encodeResult(
  { toolCallId, content, isError }: ToolResultPart,
  toolName: string,
  changes: RequestChanges,
): PromptToolResult {
  if (content.every((part): part is TextPart => part.type === 'text')) {
    const value = content.map(({ text }) => text).join('');
    return { type: 'tool-result', toolCallId, toolName, output: { type: isError ? 'error-text' : 'text', value } };
  }
  if (isError) changes.say('is_error of a tool result with files dropped');
  const value = content.flatMap((part): ToolResultContent[] =>
    part.type === 'text' ? [{ type: 'text', text: part.text }] : encodeFile(part, changes),
  );
  return { type: 'tool-result', toolCallId, toolName, output: { type: 'content', value } };
}

function encodeFile({ mediaType, source, filename, detail }: FilePart, changes: RequestChanges): PromptFile[] {
  if (detail !== undefined && detail !== 'auto') changes.say('detail dropped');
  const named = { type: 'file', mediaType, ...(filename === undefined ? {} : { filename }) } as const;
  if (source.kind === 'base64') return [{ ...named, data: { type: 'data', data: source.data } }];
  if (source.kind === 'url' && URL.canParse(source.url)) {
    return [{ ...named, data: { type: 'url', url: new URL(source.url) } }];
  }
  changes.refuseMessages('files are sent with their content or by an address');
  return [];
}

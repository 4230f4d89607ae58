import type {
  ConversationRequest,
  ReasoningEffort,
  ResponseFormat,
  Tool,
  ToolChoice,
} from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, Part, TextPart, ToolCallPart } from '../../../core/conversation/part.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { list, object, only, text } from './strict.ts';

/**
 * A `generateContent` request as a neutral one: the way back of the encoder, for tests alone. Written from the public
 * API reference, and strict: whatever it does not know is an error.
 * @param takesIds whether calls and results carry ids here; elsewhere order and names match them.
 */
export function readGeminiRequest(value: unknown, takesIds: boolean): ConversationRequest {
  const body = object(value);
  only(body, ['systemInstruction', 'contents', 'tools', 'toolConfig', 'generationConfig', 'serviceTier']);
  const system = list(object(body.systemInstruction ?? { parts: [] }).parts).map(
    (part): TextPart => ({ type: 'text', text: text(object(part).text) }),
  );
  const messages: Message[] = system.length === 0 ? [] : [{ role: 'system', parts: system }];
  /** Calls that wait for their results. */
  let open: ToolCallPart[] = [];
  for (const content of list(body.contents).map(object)) {
    only(content, ['role', 'parts']);
    const parts = list(content.parts).map(object);
    if (parts.length === 0) throw new Error('an empty turn');
    if (content.role === 'model') {
      const said = parts.map((part, index) => readPart(part, `made-up-${messages.length}-${index}`));
      open = said.filter((part) => part.type === 'tool-call');
      if (!takesIds && parts.some((part) => part.functionCall && 'id' in object(part.functionCall)))
        throw new Error('an id where none is taken');
      messages.push({ role: 'assistant', parts: said });
      continue;
    }
    if (content.role !== 'user') throw new Error(`role ${content.role}`);
    const results = parts.filter((part) => part.functionResponse !== undefined).map((part) => readResult(part, open));
    const others = parts.filter((part) => part.functionResponse === undefined).map((part) => readPart(part, ''));
    if (results.length > 0) messages.push({ role: 'tool', parts: results });
    if (others.length > 0) messages.push({ role: 'user', parts: others });
  }
  return {
    messages,
    ...readTools(body.tools, body.toolConfig),
    ...readGeneration(object(body.generationConfig ?? {})),
    ...(body.serviceTier !== undefined && { serviceTier: text(body.serviceTier) }),
  };
}

function readPart(part: JsonObject, madeUpId: string): Exclude<Part, { type: 'tool-result' }> {
  only(part, ['text', 'thought', 'thoughtSignature', 'functionCall', 'inlineData', 'fileData']);
  const { thoughtSignature } = part;
  const data = thoughtSignature === undefined ? {} : { thoughtSignature: text(thoughtSignature) };
  const opaque = thoughtSignature === undefined ? {} : { opaque: { protocol: 'gemini', data } };
  if (part.functionCall !== undefined) {
    const { id = madeUpId, name, args, ...rest } = object(part.functionCall);
    only(rest, []);
    return {
      type: 'tool-call',
      id: text(id),
      name: text(name),
      kind: 'function',
      input: JSON.stringify(object(args)),
      ...opaque,
    };
  }
  if (part.thought === true) return { type: 'reasoning', text: text(part.text), opaque: { protocol: 'gemini', data } };
  return part.text === undefined
    ? { ...readMedia(part), ...opaque }
    : { type: 'text', text: text(part.text), ...opaque };
}

function readMedia(part: JsonObject): FilePart {
  if (part.inlineData !== undefined) {
    const { mimeType, data, ...rest } = object(part.inlineData);
    only(rest, []);
    return { type: 'file', mediaType: text(mimeType), source: { kind: 'base64', data: text(data) } };
  }
  const { mimeType, fileUri, ...rest } = object(part.fileData);
  only(rest, []);
  return { type: 'file', mediaType: text(mimeType), source: { kind: 'url', url: text(fileUri) } };
}

function readResult(part: JsonObject, open: ToolCallPart[]): Extract<Part, { type: 'tool-result' }> {
  only(part, ['functionResponse']);
  const { id, name, response, parts = [], ...rest } = object(part.functionResponse);
  only(rest, []);
  const index = open.findIndex((call) => (id === undefined ? call.name === name : call.id === id));
  const [call] = index === -1 ? [] : open.splice(index, 1);
  if (call === undefined || call.name !== name) throw new Error(`a result without its call: ${id ?? ''} ${name}`);
  const [key = '', ...more] = Object.keys(object(response));
  if (more.length > 0 || (key !== 'output' && key !== 'error')) throw new Error(`a result under ${key}`);
  return {
    type: 'tool-result',
    toolCallId: call.id,
    content: [{ type: 'text', text: text(object(response)[key]) }, ...list(parts).map((one) => readMedia(object(one)))],
    ...(key === 'error' && { isError: true }),
  };
}

function readTools(tools: unknown, config: unknown): Pick<ConversationRequest, 'tools' | 'toolChoice'> {
  if (tools === undefined) {
    if (config !== undefined) throw new Error('a tool choice without tools');
    return {};
  }
  const { mode, allowedFunctionNames, ...rest } = object(object(config ?? {}).functionCallingConfig ?? {});
  only(rest, []);
  const [group, ...more] = list(tools).map(object);
  if (group === undefined || more.length > 0) throw new Error('tools in several groups');
  only(group, ['functionDeclarations']);
  const declared = list(group.functionDeclarations).map((declaration): Tool => {
    const { name, description, parametersJsonSchema, ...others } = object(declaration);
    only(others, []);
    return {
      type: 'function',
      name: text(name),
      ...(description !== undefined && { description: text(description) }),
      ...(parametersJsonSchema !== undefined && { parameters: object(parametersJsonSchema) }),
      ...(mode === 'VALIDATED' && { strict: true }),
    };
  });
  return { tools: declared, ...readChoice(mode, allowedFunctionNames) };
}

function readChoice(mode: unknown, names: unknown): { toolChoice?: ToolChoice } {
  switch (mode) {
    case undefined:
    case 'AUTO':
    case 'VALIDATED':
      return {};
    case 'NONE':
      return { toolChoice: { type: 'none' } };
    case 'ANY': {
      if (names === undefined) return { toolChoice: { type: 'required' } };
      return { toolChoice: { type: 'tool', name: text(list(names)[0]), kind: 'function' } };
    }
    default:
      throw new Error(`mode ${String(mode)}`);
  }
}

function readGeneration(config: JsonObject): Partial<ConversationRequest> {
  const { stopSequences, responseMimeType, responseJsonSchema, thinkingConfig, ...numbers } = config;
  only(numbers, ['maxOutputTokens', 'temperature', 'topP', 'topK', 'seed', 'frequencyPenalty', 'presencePenalty']);
  return {
    ...numbers,
    ...(stopSequences !== undefined && { stop: list(stopSequences).map(text) }),
    ...(thinkingConfig !== undefined && { reasoningEffort: readEffort(object(thinkingConfig)) }),
    ...(responseMimeType !== undefined && { responseFormat: readFormat(responseMimeType, responseJsonSchema) }),
  };
}

/** The levels of the third generation, the budgets of the one before. */
function readEffort({ thinkingLevel, thinkingBudget, includeThoughts, ...rest }: JsonObject): ReasoningEffort {
  only(rest, []);
  if (typeof includeThoughts !== 'boolean') throw new Error('whether thoughts are included is not said');
  if (thinkingBudget !== undefined) {
    const word = new Map<unknown, ReasoningEffort>([
      [0, 'none'],
      [1024, 'low'],
      [8192, 'medium'],
      [24_576, 'high'],
    ]).get(thinkingBudget);
    if (word === undefined) throw new Error(`budget ${thinkingBudget}`);
    return word;
  }
  return text(thinkingLevel).toLowerCase() as ReasoningEffort;
}

function readFormat(mimeType: unknown, schema: unknown): ResponseFormat {
  if (mimeType !== 'application/json') throw new Error(`answer type ${String(mimeType)}`);
  return schema === undefined
    ? { type: 'json-object' }
    : { type: 'json-schema', name: 'answer', schema: object(schema) };
}

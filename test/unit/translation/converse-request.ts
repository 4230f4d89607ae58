import type {
  ConversationRequest,
  ReasoningEffort,
  Tool,
  ToolChoice,
} from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { CacheBreakpoint, FilePart, Part, TextPart, ToolResultPart } from '../../../core/conversation/part.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';
import { list, object, only, text } from './strict.ts';

/**
 * A Converse request as a neutral one: the way back of the encoder, for tests alone. Written from the public API
 * reference, and strict: whatever it does not know is an error.
 */
export function readConverseRequest(value: unknown): ConversationRequest {
  const body = object(value);
  only(body, [
    'messages',
    'system',
    'inferenceConfig',
    'toolConfig',
    'additionalModelRequestFields',
    'outputConfig',
    'requestMetadata',
    'serviceTier',
  ]);
  const system = withMarks(list(body.system ?? []).map(object), (block): TextPart => {
    only(block, ['text']);
    return { type: 'text', text: text(block.text) };
  });
  const inference = object(body.inferenceConfig);
  only(inference, ['maxTokens', 'temperature', 'topP', 'stopSequences']);
  const fields = object(body.additionalModelRequestFields ?? {});
  only(fields, [
    'top_k',
    'inferenceConfig',
    'thinking',
    'tool_choice',
    'reasoning_effort',
    'reasoning',
    'reasoningConfig',
  ]);
  const output = object(body.outputConfig ?? {});
  only(output, ['textFormat', 'effort']);
  const effort = readEffort(fields, output.effort);
  const topK = fields.top_k ?? object(fields.inferenceConfig ?? {}).topK;
  return {
    messages: [
      ...(system.length > 0 ? [{ role: 'system' as const, parts: system }] : []),
      ...list(body.messages).flatMap((message) => readMessage(object(message))),
    ],
    ...(inference.maxTokens !== undefined && { maxOutputTokens: Number(inference.maxTokens) }),
    ...(inference.temperature !== undefined && { temperature: Number(inference.temperature) }),
    ...(inference.topP !== undefined && { topP: Number(inference.topP) }),
    ...(topK !== undefined && { topK: Number(topK) }),
    ...(inference.stopSequences !== undefined && { stop: list(inference.stopSequences).map(text) }),
    ...readTools(body.toolConfig, fields.tool_choice),
    ...(effort !== undefined && { reasoningEffort: effort }),
    ...(output.textFormat !== undefined && { responseFormat: readFormat(object(output.textFormat)) }),
    ...(body.requestMetadata !== undefined && { metadata: object(body.requestMetadata) as Record<string, string> }),
    ...(body.serviceTier !== undefined && { serviceTier: text(object(body.serviceTier).type) }),
  };
}

function readMessage({ role, content, ...rest }: JsonObject): Message[] {
  only(rest, []);
  const blocks = list(content).map(object);
  if (blocks.length === 0) throw new Error('an empty turn');
  const parts = withMarks<Exclude<Part, { type: 'opaque' }>>(blocks, readBlock);
  if (role !== 'user') {
    if (role !== 'assistant' && role !== 'system') throw new Error(`role ${role}`);
    return [{ role, parts }];
  }
  const results = parts.filter((part) => part.type === 'tool-result');
  const others = parts.filter((part) => part.type !== 'tool-result');
  return [
    ...(results.length > 0 ? [{ role: 'tool' as const, parts: results }] : []),
    ...(others.length > 0 ? [{ role: 'user' as const, parts: others }] : []),
  ];
}

/** A cache point stands after what it marks. */
function withMarks<Read extends { readonly cacheBreakpoint?: CacheBreakpoint }>(
  blocks: readonly JsonObject[],
  read: (block: JsonObject) => Read,
): Read[] {
  const parts: Read[] = [];
  for (const block of blocks) {
    if (block.cachePoint === undefined) {
      parts.push(read(block));
      continue;
    }
    const { type, ttl, ...rest } = object(block.cachePoint);
    only(rest, []);
    const marked = parts.pop();
    if (type !== 'default' || marked === undefined) throw new Error('a cache point after nothing');
    parts.push({ ...marked, cacheBreakpoint: ttl === undefined ? {} : { ttl: text(ttl) } });
  }
  return parts;
}

function readBlock(block: JsonObject): Exclude<Part, { type: 'opaque' }> {
  const [kind = '', ...more] = Object.keys(block);
  if (more.length > 0) throw new Error(`a block of two kinds: ${Object.keys(block)}`);
  switch (kind) {
    case 'text':
      if (text(block.text).trim() === '') throw new Error('a blank text');
      return { type: 'text', text: text(block.text) };
    case 'toolUse': {
      const { toolUseId, name, input, ...rest } = object(block.toolUse);
      only(rest, []);
      const id = text(toolUseId);
      if (!/^[a-zA-Z0-9_-]{1,64}$/.test(id)) throw new Error(`toolUseId ${id}`);
      return { type: 'tool-call', id, name: text(name), kind: 'function', input: JSON.stringify(object(input)) };
    }
    case 'toolResult':
      return readResult(object(block.toolResult));
    case 'reasoningContent': {
      const { reasoningText, redactedContent } = object(block.reasoningContent);
      if (redactedContent !== undefined) return { type: 'reasoning', text: '', redacted: bytes(redactedContent) };
      const readable = object(reasoningText);
      return { type: 'reasoning', text: text(readable.text), signature: text(readable.signature) };
    }
    default:
      return readFile(kind, object(block[kind]));
  }
}

function readResult({ toolUseId, content, status, ...rest }: JsonObject): ToolResultPart {
  only(rest, []);
  const parts = list(content).map((block) => readBlock(object(block)));
  if (parts.length === 0) throw new Error('an empty tool result');
  return {
    type: 'tool-result',
    toolCallId: text(toolUseId),
    content: parts.filter((part): part is TextPart | FilePart => part.type === 'text' || part.type === 'file'),
    ...(status === 'error' && { isError: true }),
  };
}

const documentTypes: Readonly<Record<string, string>> = { pdf: 'application/pdf', txt: 'text/plain' };

function readFile(kind: string, { format, name, source }: JsonObject): FilePart {
  const data = bytes(object(source).bytes);
  const word = text(format);
  const base = { type: 'file', source: { kind: 'base64', data } } as const;
  if (kind === 'image') return { ...base, mediaType: `image/${word}` };
  if (kind === 'audio') return { ...base, mediaType: `audio/${word === 'mp3' ? 'mpeg' : word}` };
  const mediaType = documentTypes[word];
  if (kind !== 'document' || mediaType === undefined) throw new Error(`a ${kind} of format ${word}`);
  if (!/^[a-zA-Z0-9\s()[\]-]{1,200}$/.test(text(name))) throw new Error(`document name ${name}`);
  return { ...base, mediaType, filename: text(name) };
}

function bytes(value: unknown): string {
  if (!(value instanceof Uint8Array)) throw new Error('not bytes');
  return Buffer.from(value).toString('base64');
}

function readTools(
  config: unknown,
  claudeChoice: unknown,
): Pick<ConversationRequest, 'tools' | 'toolChoice' | 'parallelToolCalls'> {
  if (config === undefined) return {};
  const { tools, toolChoice, ...rest } = object(config);
  only(rest, []);
  const offered = withMarks(list(tools).map(object), (entry): Exclude<Tool, { type: 'custom' }> => {
    const { name, description, inputSchema, strict, ...others } = object(entry.toolSpec);
    only(others, []);
    return {
      type: 'function',
      name: text(name),
      ...(description !== undefined && { description: text(description) }),
      parameters: object(object(inputSchema).json),
      ...(strict === true && { strict }),
    };
  });
  if (claudeChoice !== undefined) {
    if (toolChoice !== undefined) throw new Error('two tool choices side by side');
    const { type, name, disable_parallel_tool_use: single } = object(claudeChoice);
    return { tools: offered, ...readChoice(type, name), ...(single === true && { parallelToolCalls: false }) };
  }
  const [kind] = Object.keys(object(toolChoice ?? {}));
  return { tools: offered, ...readChoice(kind, object(object(toolChoice ?? {}).tool ?? {}).name) };
}

function readChoice(kind: unknown, name: unknown): { toolChoice?: ToolChoice } {
  if (kind === undefined || kind === 'auto') return {};
  if (kind === 'any') return { toolChoice: { type: 'required' } };
  if (kind === 'tool') return { toolChoice: { type: 'tool', name: text(name), kind: 'function' } };
  throw new Error(`tool choice ${String(kind)}`);
}

/** By the fields of each family of models. */
function readEffort(fields: JsonObject, outputEffort: unknown): ReasoningEffort | undefined {
  const { type, budget_tokens: budget } = object(fields.thinking ?? {});
  if (type === 'disabled') return 'none';
  if (type === 'enabled') return Number(budget) >= 16_384 ? 'high' : Number(budget) >= 4096 ? 'medium' : 'low';
  const nova = object(fields.reasoningConfig ?? {});
  if (nova.type === 'disabled') return 'none';
  const word =
    outputEffort ?? fields.reasoning_effort ?? object(fields.reasoning ?? {}).effort ?? nova.maxReasoningEffort;
  return word === undefined ? undefined : (text(word) as ReasoningEffort);
}

function readFormat({ type, structure, ...rest }: JsonObject): NonNullable<ConversationRequest['responseFormat']> {
  only(rest, []);
  const { schema, name, description } = object(object(structure).jsonSchema);
  if (type !== 'json_schema') throw new Error(`text format ${type}`);
  return {
    type: 'json-schema',
    name: text(name),
    schema: object(JSON.parse(text(schema))),
    ...(description !== undefined && { description: text(description) }),
  };
}

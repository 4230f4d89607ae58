import type { ConversationRequest, ResponseFormat, Tool } from '../../../core/conversation/conversation-request.ts';
import type { Message, Role } from '../../../core/conversation/message.ts';
import type { FilePart, Part, TextPart, ToolResultPart } from '../../../core/conversation/part.ts';
import type { ModelFacts } from '../../../core/routing/model-facts.ts';
import type { Protocol, Target } from './targets.ts';

/**
 * A request in the one form that all requests get which say the same to a target. What is made alike here is no loss:
 * it says nothing, states a default, or has just one form there.
 * @param isOwn whether the request came in the target's own protocol, so that nothing at all may be lost of it.
 */
export function sameIn(request: ConversationRequest, target: Target, facts: ModelFacts, isOwn: boolean): unknown {
  const { protocol } = target;
  const { messages, fieldsProtocol: _, unknown, advisory, ...options } = filtered(request, protocol);
  const tools = options.tools ?? [];
  const { tier, ...others } = { tier: options.serviceTier, ...options };
  return JSON.parse(
    JSON.stringify({
      ...others,
      messages: sameMessages(messages, protocol, isOwn),
      tools: tools.map((tool) =>
        sameTool(tool, tools, options.toolChoice?.type === undefined ? 'auto' : options.toolChoice.type, protocol),
      ),
      toolChoice:
        options.toolChoice?.type === 'auto' || (tools.length === 0 && options.toolChoice?.type === 'none')
          ? undefined
          : options.toolChoice,
      parallelToolCalls:
        options.parallelToolCalls === false && tools.length > 0 && !says(options.toolChoice, 'none')
          ? false
          : undefined,
      metadata: Object.keys(options.metadata ?? {}).length === 0 ? undefined : options.metadata,
      responseFormat: sameFormat(options.responseFormat, protocol),
      stop: options.stop?.length === 0 ? undefined : options.stop,
      choiceCount: options.choiceCount === 1 ? undefined : options.choiceCount,
      verbosity: !isOpenAi(protocol) && options.verbosity === 'medium' ? undefined : options.verbosity,
      frequencyPenalty: options.frequencyPenalty || undefined,
      presencePenalty: options.presencePenalty || undefined,
      store: options.store || undefined,
      serviceTier: !isOpenAi(protocol) && (tier === 'auto' || tier === 'default') ? undefined : sentTier(tier, target),
      reasoningEffort: sameEffort(options.reasoningEffort, facts),
      maxOutputTokens:
        options.maxOutputTokens ?? (fillsLimit(protocol) ? (facts.maxOutputTokens ?? undefined) : undefined),
      unknown: unknown && Object.keys(unknown).length > 0 ? unknown : undefined,
      advisory: advisory && Object.keys(advisory).length > 0 ? advisory : undefined,
    }),
  );
}

export function isOpenAi(protocol: Protocol): boolean {
  return protocol === 'openai-chat' || protocol === 'openai-responses';
}

function says(choice: ConversationRequest['toolChoice'], type: string): boolean {
  return choice?.type === type;
}

/** They want a limit always, and are told the model's. */
function fillsLimit(protocol: Protocol): boolean {
  return protocol === 'anthropic-messages' || protocol === 'bedrock-converse';
}

/** Vertex AI is told the tier in a header, which is the adapter's to send. */
function sentTier(tier: string | undefined, { name }: Target): string | undefined {
  return name === 'gemini on Vertex AI' && (tier === 'flex' || tier === 'priority') ? undefined : tier;
}

/** The second generation of Gemini has one budget for both words. */
function sameEffort(effort: ConversationRequest['reasoningEffort'], { id }: ModelFacts): typeof effort {
  // Of a model that does not reason it asks for nothing.
  if (id.startsWith('meta.') && effort === 'none') return undefined;
  return id.startsWith('gemini-2.5') && effort === 'minimal' ? 'low' : effort;
}

/** Where no list of allowed tools is known, the others are not offered. */
function filtered(request: ConversationRequest, protocol: Protocol): ConversationRequest {
  const { toolChoice, ...rest } = request;
  if (toolChoice?.type !== 'allowed' || isOpenAi(protocol)) return request;
  const tools = (request.tools ?? []).filter(({ name }) => toolChoice.names.includes(name));
  return { ...rest, tools, toolChoice: { type: toolChoice.mode } };
}

function sameTool(tool: Tool, tools: readonly Tool[], choice: string, protocol: Protocol): unknown {
  const { opaque: _, ...own } = tool;
  if (own.type === 'custom') return own;
  const { parameters: given, strict, ...about } = own;
  const { properties = {}, ...schema } = { type: 'object', ...given };
  const isEmpty = typeof properties === 'object' && properties !== null && Object.keys(properties).length === 0;
  // As text, for the order of its keys shapes the answer.
  const parameters = JSON.stringify(isEmpty ? { ...schema, properties: {} } : { type: 'object', ...given });
  const strictOfAll = tools.some((one) => one.type === 'function' && one.strict === true);
  return {
    ...about,
    description: about.description?.trim() || undefined,
    // Without properties there is nothing to describe there.
    parameters: protocol === 'gemini' && isEmpty ? undefined : parameters,
    // Gemini holds all tools to their schemas, or none; where a call is forced, always.
    strict: protocol === 'gemini' ? choice === 'auto' && strictOfAll : strict === true,
  };
}

function sameFormat(format: ResponseFormat | undefined, protocol: Protocol): unknown {
  if (format === undefined || format.type === 'text') return undefined;
  if (format.type !== 'json-schema') return format;
  const { name, description, strict, schema } = format;
  if (isOpenAi(protocol)) return { name, description, strict, schema: JSON.stringify(schema) };
  // A schema has no name for the model there, and is always kept to.
  if (protocol === 'bedrock-converse') return { name, description, schema: JSON.stringify(schema) };
  const described = description === undefined || 'description' in schema ? schema : { description, ...schema };
  return { schema: JSON.stringify(described) };
}

function sameMessages(messages: readonly Message[], protocol: Protocol, isOwn: boolean): unknown[] {
  const ids = new Map<string, string>();
  let calls = 0;
  const merged: { role: Role; name: string | undefined; parts: unknown[] }[] = [];
  for (const { role: asked, name, parts } of messages) {
    const role = asked === 'developer' && !isOpenAi(protocol) ? 'system' : asked;
    const same = ordered(parts, protocol).flatMap((part) => samePart(part, protocol, isOwn));
    const named = same.map((part) => {
      if (part.type === 'tool-call') {
        calls += 1;
        ids.set(part.id, `call ${calls}`);
        return { ...part, id: `call ${calls}` };
      }
      if (part.type !== 'tool-result') return part;
      return { ...part, toolCallId: ids.get(part.toolCallId) };
    });
    if (named.length === 0) continue;
    const last = merged.at(-1);
    const merges = role === 'tool' || role === 'assistant' || !isOpenAi(protocol);
    if (merges && last?.role === role && last.name === name) last.parts.push(...named);
    else merged.push({ role, name, parts: named });
  }
  return merged;
}

/** Chat knows no order between what a model thought, said and called. */
function ordered(parts: readonly Part[], protocol: Protocol): readonly Part[] {
  if (protocol !== 'openai-chat') return parts;
  const thoughts = parts.filter((part) => part.type === 'reasoning');
  const calls = parts.filter((part) => part.type === 'tool-call');
  const text = thoughts.map((part) => part.text).join('');
  const rest = parts.filter((part) => part.type !== 'reasoning' && part.type !== 'tool-call');
  const isPlain = thoughts.every((part) => part.signature === undefined && part.redacted === undefined);
  return [...(isPlain && text !== '' ? [{ type: 'reasoning' as const, text }] : thoughts), ...rest, ...calls];
}

function samePart(part: Part, protocol: Protocol, isOwn: boolean): Part[] {
  if (part.type === 'opaque') return [part];
  const { opaque, ...bare } = part;
  const own = isOwn || opaque?.protocol === 'gemini' ? opaque : undefined;
  const kept = own !== undefined && (isOwn || protocol === 'gemini') ? { opaque: own } : {};
  switch (bare.type) {
    case 'text':
      return bare.text === '' ? [] : [{ ...bare, ...kept }];
    case 'refusal':
      return isOpenAi(protocol) ? [{ ...bare, ...kept }] : [{ ...bare, type: 'text' }];
    case 'tool-call':
      return [
        {
          ...bare,
          ...kept,
          input: bare.kind === 'custom' ? bare.input : JSON.stringify(JSON.parse(bare.input || '{}')),
        },
      ];
    case 'tool-result':
      return [{ ...sameResult(bare, protocol), ...kept }];
    case 'file':
      return [{ ...sameFile(bare, protocol), ...kept }];
    case 'reasoning':
      return [{ ...bare, ...kept }];
  }
}

function sameResult(
  { isError, cacheBreakpoint, content, ...result }: ToolResultPart,
  protocol: Protocol,
): ToolResultPart {
  const parts = content.flatMap((part) => samePart(part, protocol, false)) as (TextPart | FilePart)[];
  // The mark of the result and that of its last part end the same prefix.
  const last = parts.length - 1;
  const marked =
    cacheBreakpoint !== undefined && isOpenAi(protocol) && last >= 0
      ? parts.map((part, index) => (index === last ? { ...part, cacheBreakpoint } : part))
      : parts;
  const texts = marked.filter((part) => part.type === 'text').map((part) => part.text);
  const joined = [
    ...(texts.length > 0 ? [{ type: 'text' as const, text: texts.join('\n') }] : []),
    ...marked.filter((part) => part.type === 'file'),
  ];
  const lifted = protocol === 'bedrock-converse' && cacheBreakpoint === undefined ? marked[last] : undefined;
  if (lifted?.cacheBreakpoint !== undefined) {
    const { cacheBreakpoint: mark, ...bare } = lifted;
    return sameResult(
      { ...result, content: [...marked.slice(0, -1), bare], cacheBreakpoint: mark, isError: isError === true },
      protocol,
    );
  }
  return {
    ...result,
    content: protocol === 'gemini' ? joined : marked,
    ...(cacheBreakpoint !== undefined && marked === parts && { cacheBreakpoint }),
    ...(isError === true && { isError }),
  };
}

function sameFile({ filename, detail, ...file }: FilePart, protocol: Protocol): FilePart {
  const isDocument = file.source.kind === 'base64' && !/^(image|audio)\//.test(file.mediaType);
  // OpenAI's documents have names always, Converse's just not the ending.
  const named =
    isOpenAi(protocol) && isDocument
      ? (filename ?? `file.${file.mediaType.split('/')[1]?.replace('plain', 'txt')}`)
      : filename;
  const name =
    protocol === 'bedrock-converse' && isDocument ? (named ?? 'document').replace(/\.[a-zA-Z0-9]{1,8}$/, '') : named;
  const closeness = detail === 'auto' ? undefined : detail;
  // An address tells the family at most.
  const isAddress = file.source.kind === 'url' && protocol !== 'gemini' && file.mediaType.startsWith('image/');
  const mediaType = isAddress
    ? 'image/*'
    : protocol === 'openai-chat' && file.source.kind === 'id'
      ? 'application/octet-stream'
      : file.mediaType;
  return {
    ...file,
    mediaType,
    ...(name !== undefined && { filename: name }),
    ...(closeness !== undefined && { detail: closeness }),
  };
}

import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { EncodedRequest, EncodeOptions, JsonObject } from '../../../core/ports/wire-codec.ts';
import { type ModelCapabilities, type ModelFacts, unknownModelFacts } from '../../../core/routing/model-facts.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { gemini, geminiOnVertex } from '../../../protocols/gemini/gemini.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { readConverseRequest } from './converse-request.ts';
import { readGeminiRequest } from './gemini-request.ts';
import { list, object, text } from './strict.ts';

export type Protocol = 'openai-chat' | 'openai-responses' | 'anthropic-messages' | 'bedrock-converse' | 'gemini';

/** Where a request goes: how it is written there, and how it is read again. */
export interface Target {
  readonly name: string;
  readonly protocol: Protocol;
  encode(request: ConversationRequest, options: EncodeOptions): EncodedRequest;
  read(body: JsonObject): ConversationRequest;
  readonly models: readonly ModelFacts[];
  /** The ids of calls that it takes as they are; absent = it takes none at all. */
  readonly takesId?: RegExp;
  /** No two calls of a conversation may have one id. */
  readonly wantsUniqueIds?: true;
  /** The ids of the calls as they stand in the body, where `read` turns those that were changed back. */
  sentIds?(body: JsonObject): readonly string[];
}

function model(id: string, capabilities: ModelCapabilities = {}, maxOutputTokens: number | null = null): ModelFacts {
  return { ...unknownModelFacts(id), capabilities, maxOutputTokens };
}

/** The body as it travels. */
const sent = (body: JsonObject): JsonObject => JSON.parse(JSON.stringify(body));

export const chat: Target = {
  name: 'openai-chat',
  protocol: 'openai-chat',
  encode: openAiChat.encodeRequest,
  read: (body) => openAiChat.decodeRequest(sent(body)),
  models: [
    model('m'),
    model('m', { cacheBreakpoints: true }, 4000),
    model('m', { sampling: false, forcedToolChoice: false, reasoningEfforts: { none: false, max: false } }),
  ],
  takesId: /./,
};

export const responses: Target = {
  name: 'openai-responses',
  protocol: 'openai-responses',
  encode: openAiResponses.encodeRequest,
  read: (body) => {
    // What every provider of this format is told, whoever asks.
    const { store, include: _, ...asked } = sent(body);
    return { ...openAiResponses.decodeRequest(asked), ...(store === true && { store }) };
  },
  models: [
    model('m'),
    model('m', { cacheBreakpoints: true }),
    model('m', { sampling: false, forcedToolChoice: false, reasoningEfforts: { none: false, max: false } }),
  ],
  takesId: /^.{1,64}$/su,
};

export const messages: Target = {
  name: 'anthropic-messages',
  protocol: 'anthropic-messages',
  encode: anthropicMessages.encodeRequest,
  read: (body) => anthropicMessages.decodeRequest(sent(body)),
  models: [
    model('claude'),
    model(
      'claude',
      { adaptiveThinking: true, midConversationSystem: true, reasoningEfforts: { xhigh: true, max: true } },
      4000,
    ),
    model(
      'claude',
      { alwaysThinks: true, sampling: false, forcedToolChoice: false, strictTools: false, prefill: false },
      8000,
    ),
  ],
  takesId: /^[a-zA-Z0-9_-]+$/,
  wantsUniqueIds: true,
  sentIds: ({ messages: written }) =>
    list(written)
      .flatMap((message) => list(object(message).content))
      .map(object)
      .flatMap(({ type, id }) => (type === 'tool_use' ? [text(id)] : [])),
};

export const converse: Target = {
  name: 'bedrock-converse',
  protocol: 'bedrock-converse',
  encode: bedrockConverse.encodeRequest,
  read: readConverseRequest,
  models: [
    model('us.anthropic.claude-sonnet-5-5', { midConversationSystem: true }, 4000),
    model('us.anthropic.claude-opus-4-8', {
      sampling: false,
      forcedToolChoice: false,
      strictTools: false,
      prefill: false,
    }),
    model('us.amazon.nova-2-lite-v1:0', {}, 4000),
    model('openai.gpt-oss-20b-1:0'),
    model('meta.llama3-3-70b-instruct-v1:0'),
  ],
  takesId: /^[a-zA-Z0-9_-]{1,64}$/,
  wantsUniqueIds: true,
};

const geminiModels = [
  model('gemini-3-flash'),
  model('gemini-2.5-flash', {}, 4000),
  model('gemini-3-pro', { sampling: false, forcedToolChoice: false, strictTools: false, prefill: false }),
];

export const geminiApi: Target = {
  name: 'gemini',
  protocol: 'gemini',
  encode: gemini.encodeRequest,
  read: (body) => readGeminiRequest(sent(body), true),
  models: geminiModels,
  takesId: /./,
};

export const vertexAi: Target = {
  name: 'gemini on Vertex AI',
  protocol: 'gemini',
  encode: geminiOnVertex.encodeRequest,
  read: (body) => readGeminiRequest(sent(body), false),
  models: geminiModels,
};

export const targets: readonly Target[] = [chat, responses, messages, converse, geminiApi, vertexAi];

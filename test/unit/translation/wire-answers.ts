import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { Usage } from '../../../core/conversation/usage.ts';
import type { EventDecoder, JsonObject } from '../../../core/ports/wire-codec.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { bedrockConverse } from '../../../protocols/bedrock-converse/bedrock-converse.ts';
import { gemini } from '../../../protocols/gemini/gemini.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { pieces, type Reply, type Stop } from './replies.ts';

/** A provider's format: a reply as it sends it, whole and streamed. Made from public wire documentation. */
export interface WireAnswers {
  readonly name: string;
  /** What the format has words for. */
  readonly says: { readonly refusals: boolean; readonly proofs: boolean; readonly stops: readonly Stop[] };
  usage(reply: Reply): Usage;
  whole(reply: Reply): unknown;
  stream(reply: Reply): readonly unknown[];
  decodeAnswer(body: unknown): ConversationAnswer;
  createEventDecoder(): EventDecoder;
}

const everyWhere: readonly Stop[] = ['stop', 'length', 'tool', 'filtered', 'unknown'];
const thoughtsOf = ({ thoughts }: Reply) => thoughts.flatMap((thought) => ('text' in thought ? [thought] : []));
const written = (short: number, long: number, names: readonly [string, string]) => ({
  ...(short > 0 && { [names[0]]: short }),
  ...(long > 0 && { [names[1]]: long }),
});
const plainUsage = ({ usage: { fresh, read, output, reasoning } }: Reply) => ({
  freshInput: fresh,
  cacheRead: read,
  output,
  reasoning,
});

const chatUsage = ({ usage }: Reply): JsonObject => ({
  prompt_tokens: usage.fresh + usage.read + usage.short + usage.long,
  completion_tokens: usage.output,
  total_tokens: usage.fresh + usage.read + usage.short + usage.long + usage.output,
  prompt_tokens_details: { cached_tokens: usage.read, cache_write_tokens: usage.short + usage.long },
  completion_tokens_details: { reasoning_tokens: usage.reasoning },
});
const chatStops: Readonly<Partial<Record<Stop, string>>> = {
  length: 'length',
  tool: 'tool_calls',
  filtered: 'content_filter',
  unknown: 'bored',
  stop: 'stop',
};

export const chatAnswers: WireAnswers = {
  name: 'openai-chat',
  says: { refusals: true, proofs: false, stops: everyWhere },
  usage: (reply) => {
    const sum = reply.usage.short + reply.usage.long;
    return { ...plainUsage(reply), cacheWrite: sum > 0 ? { default: sum } : {} };
  },
  whole: (reply) => ({
    id: 'chatcmpl-1',
    object: 'chat.completion',
    created: 1,
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: reply.texts.length === 0 ? null : reply.texts.join(''),
          refusal: reply.refusal,
          reasoning_content: thoughtsOf(reply)
            .map(({ text }) => text)
            .join(''),
          ...(reply.calls.length > 0 && {
            tool_calls: reply.calls.map(({ id, name, input }) => ({
              id,
              type: 'function',
              function: { name, arguments: input },
            })),
          }),
        },
        finish_reason: chatStops[reply.stop],
      },
    ],
    usage: chatUsage(reply),
  }),
  stream: (reply) => {
    const head = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1, model: 'm' };
    const chunk = (delta: JsonObject, finish_reason: string | null = null) => ({
      ...head,
      choices: [{ index: 0, delta, finish_reason }],
    });
    const cut = (text: string) => pieces(text, reply.sizes);
    return [
      chunk({ role: 'assistant', content: '' }),
      ...thoughtsOf(reply).flatMap(({ text }) => cut(text).map((piece) => chunk({ reasoning_content: piece }))),
      ...reply.texts.flatMap((text) => cut(text).map((piece) => chunk({ content: piece }))),
      ...cut(reply.refusal ?? '').map((piece) => chunk({ refusal: piece })),
      ...reply.calls.flatMap(({ id, name, input }, index) => [
        chunk({ tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }] }),
        ...cut(input).map((piece) => chunk({ tool_calls: [{ index, function: { arguments: piece } }] })),
      ]),
      chunk({}, chatStops[reply.stop] ?? 'stop'),
      { ...head, choices: [], usage: chatUsage(reply) },
    ];
  },
  decodeAnswer: openAiChat.decodeAnswer,
  createEventDecoder: () => openAiChat.createEventDecoder(),
};

function responseOf(reply: Reply): JsonObject {
  const { usage, stop } = reply;
  const reason = { length: 'max_output_tokens', filtered: 'content_filter', unknown: 'steered' }[stop as string];
  const content = [
    ...reply.texts.map((text) => ({ type: 'output_text', text, annotations: [], logprobs: [] })),
    ...(reply.refusal === null ? [] : [{ type: 'refusal', refusal: reply.refusal }]),
  ];
  const output = [
    ...thoughtsOf(reply).map(({ text }, index) => ({
      type: 'reasoning',
      id: `rs_${index}`,
      summary: [{ type: 'summary_text', text }],
    })),
    ...(content.length > 0 ? [{ type: 'message', id: 'msg_1', role: 'assistant', status: 'completed', content }] : []),
    ...reply.calls.map(({ id, name, input }) => ({
      type: 'function_call',
      id: `fc_${id}`,
      call_id: id,
      name,
      arguments: input,
      status: 'completed',
    })),
  ];
  const sum = usage.short + usage.long;
  return {
    id: 'resp_1',
    object: 'response',
    model: 'm',
    status: reason === undefined ? 'completed' : 'incomplete',
    incomplete_details: reason === undefined ? null : { reason },
    output,
    usage: {
      input_tokens: usage.fresh + usage.read + sum,
      input_tokens_details: {
        cached_tokens: usage.read,
        cache_write_tokens: sum,
        cache_write_tokens_details: { ttl_30m_tokens: usage.short, ttl_12h_tokens: usage.long },
      },
      output_tokens: usage.output,
      output_tokens_details: { reasoning_tokens: usage.reasoning },
    },
  };
}

export const responsesAnswers: WireAnswers = {
  name: 'openai-responses',
  says: { refusals: true, proofs: false, stops: everyWhere },
  usage: (reply) => ({
    ...plainUsage(reply),
    cacheWrite: written(reply.usage.short, reply.usage.long, ['30m', '12h']),
  }),
  whole: responseOf,
  stream: (reply) => {
    const response = responseOf(reply);
    const items = response.output as readonly JsonObject[];
    const events: JsonObject[] = [
      { type: 'response.created', response: { ...response, status: 'in_progress', output: [], usage: null } },
    ];
    for (const [output_index, item] of items.entries()) {
      const added = {
        ...item,
        ...(item.type === 'message' && { content: [] }),
        ...(item.type === 'reasoning' && { summary: [] }),
        ...(item.type === 'function_call' && { arguments: '' }),
      };
      events.push(
        { type: 'response.output_item.added', output_index, item: added },
        ...itemEvents(item, output_index, reply),
        { type: 'response.output_item.done', output_index, item },
      );
    }
    return [...events, { type: `response.${response.status}`, response }];
  },
  decodeAnswer: openAiResponses.decodeAnswer,
  createEventDecoder: () => openAiResponses.createEventDecoder(),
};

function itemEvents(item: JsonObject, output_index: number, { sizes }: Reply): JsonObject[] {
  const deltas = (type: string, text: unknown, place: JsonObject = {}) =>
    pieces(String(text), sizes).map((delta) => ({ type: `response.${type}.delta`, output_index, ...place, delta }));
  if (item.type === 'function_call') return deltas('function_call_arguments', item.arguments);
  if (item.type === 'reasoning') {
    const [summary] = item.summary as readonly JsonObject[];
    return deltas('reasoning_summary_text', summary?.text, { summary_index: 0 });
  }
  return (item.content as readonly JsonObject[]).flatMap((part, content_index) => [
    {
      type: 'response.content_part.added',
      output_index,
      content_index,
      part: part.type === 'refusal' ? { type: 'refusal', refusal: '' } : { ...part, text: '' },
    },
    ...(part.type === 'refusal'
      ? deltas('refusal', part.refusal, { content_index })
      : deltas('output_text', part.text, { content_index })),
    { type: 'response.content_part.done', output_index, content_index, part },
  ]);
}

const claudeStops: Readonly<Record<Stop, string>> = {
  ...{ stop: 'end_turn', length: 'max_tokens', 'context-full': 'model_context_window_exceeded', tool: 'tool_use' },
  ...{ paused: 'pause_turn', filtered: 'refusal', unknown: 'bored' },
};
const messagesUsage = ({ usage }: Reply): JsonObject => ({
  input_tokens: usage.fresh,
  cache_read_input_tokens: usage.read,
  cache_creation_input_tokens: usage.short + usage.long,
  cache_creation: { ephemeral_5m_input_tokens: usage.short, ephemeral_1h_input_tokens: usage.long },
  output_tokens: usage.output,
  output_tokens_details: { thinking_tokens: usage.reasoning },
});

export const messagesAnswers: WireAnswers = {
  name: 'anthropic-messages',
  says: { refusals: false, proofs: true, stops: [...everyWhere, 'context-full', 'paused'] },
  usage: (reply) => ({ ...plainUsage(reply), cacheWrite: written(reply.usage.short, reply.usage.long, ['5m', '1h']) }),
  whole: (reply) => ({
    id: 'msg_1',
    type: 'message',
    role: 'assistant',
    model: 'm',
    content: [
      ...reply.thoughts.map((thought) =>
        'text' in thought
          ? { type: 'thinking', thinking: thought.text, signature: thought.signature }
          : { type: 'redacted_thinking', data: thought.redacted },
      ),
      ...reply.texts.map((text) => ({ type: 'text', text })),
      ...reply.calls.map(({ input, ...call }) => ({ type: 'tool_use', ...call, input: JSON.parse(input) })),
    ],
    stop_reason: claudeStops[reply.stop],
    usage: messagesUsage(reply),
  }),
  stream: (reply) => {
    const blocks = [
      ...reply.thoughts.map((thought) =>
        'text' in thought
          ? {
              start: { type: 'thinking', thinking: '', signature: '' },
              deltas: [
                ...pieces(thought.text, reply.sizes).map((thinking) => ({ type: 'thinking_delta', thinking })),
                { type: 'signature_delta', signature: thought.signature },
              ],
            }
          : { start: { type: 'redacted_thinking', data: thought.redacted }, deltas: [] },
      ),
      ...reply.texts.map((text) => ({
        start: { type: 'text', text: '' },
        deltas: pieces(text, reply.sizes).map((piece) => ({ type: 'text_delta', text: piece })),
      })),
      ...reply.calls.map(({ id, name, input }) => ({
        start: { type: 'tool_use', id, name, input: {} },
        deltas: pieces(input, reply.sizes).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      })),
    ];
    const { output_tokens: _, ...before } = messagesUsage(reply);
    return [
      {
        type: 'message_start',
        message: { id: 'msg_1', model: 'm', role: 'assistant', content: [], usage: { ...before, output_tokens: 1 } },
      },
      { type: 'ping' },
      ...blocks.flatMap(({ start, deltas }, index): JsonObject[] => [
        { type: 'content_block_start', index, content_block: start },
        ...deltas.map((delta) => ({ type: 'content_block_delta', index, delta })),
        { type: 'content_block_stop', index },
      ]),
      {
        type: 'message_delta',
        delta: { stop_reason: claudeStops[reply.stop] },
        usage: { output_tokens: reply.usage.output },
      },
      { type: 'message_stop' },
    ];
  },
  decodeAnswer: anthropicMessages.decodeAnswer,
  createEventDecoder: () => anthropicMessages.createEventDecoder(),
};

const converseStops: Readonly<Partial<Record<Stop, string>>> = { ...claudeStops, filtered: 'guardrail_intervened' };
const converseUsage = ({ usage }: Reply): JsonObject => ({
  inputTokens: usage.fresh,
  outputTokens: usage.output,
  cacheReadInputTokens: usage.read,
  cacheWriteInputTokens: usage.short + usage.long,
  cacheDetails: [
    ...(usage.short > 0 ? [{ ttl: '5m', inputTokens: usage.short }] : []),
    ...(usage.long > 0 ? [{ ttl: '1h', inputTokens: usage.long }] : []),
  ],
});
const asBytes = (data: string): Uint8Array => new Uint8Array(Buffer.from(data, 'base64'));

export const converseAnswers: WireAnswers = {
  name: 'bedrock-converse',
  says: { refusals: false, proofs: true, stops: [...everyWhere, 'context-full'] },
  usage: (reply) => ({
    ...plainUsage(reply),
    reasoning: null,
    cacheWrite: written(reply.usage.short, reply.usage.long, ['5m', '1h']),
  }),
  whole: (reply) => ({
    output: {
      message: {
        role: 'assistant',
        content: [
          ...reply.thoughts.map((thought) => ({
            reasoningContent:
              'text' in thought ? { reasoningText: thought } : { redactedContent: asBytes(thought.redacted) },
          })),
          ...reply.texts.map((text) => ({ text })),
          ...reply.calls.map(({ id, name, input }) => ({ toolUse: { toolUseId: id, name, input: JSON.parse(input) } })),
        ],
      },
    },
    stopReason: converseStops[reply.stop],
    usage: converseUsage(reply),
  }),
  stream: (reply) => {
    const blocks = [
      ...reply.thoughts.map((thought) => ({
        start: null,
        deltas:
          'text' in thought
            ? [
                ...pieces(thought.text, reply.sizes).map((text) => ({ reasoningContent: { text } })),
                { reasoningContent: { signature: thought.signature } },
              ]
            : [{ reasoningContent: { redactedContent: asBytes(thought.redacted) } }],
      })),
      ...reply.texts.map((text) => ({
        start: null,
        deltas: pieces(text, reply.sizes).map((piece) => ({ text: piece })),
      })),
      ...reply.calls.map(({ id, name, input }) => ({
        start: { toolUse: { toolUseId: id, name } },
        deltas: pieces(input, reply.sizes).map((piece) => ({ toolUse: { input: piece } })),
      })),
    ];
    return [
      { messageStart: { role: 'assistant' } },
      ...blocks.flatMap(({ start, deltas }, contentBlockIndex): JsonObject[] => [
        ...(start === null ? [] : [{ contentBlockStart: { contentBlockIndex, start } }]),
        ...deltas.map((delta) => ({ contentBlockDelta: { contentBlockIndex, delta } })),
        { contentBlockStop: { contentBlockIndex } },
      ]),
      { messageStop: { stopReason: converseStops[reply.stop] } },
      { metadata: { usage: converseUsage(reply), metrics: { latencyMs: 1 } } },
    ];
  },
  decodeAnswer: (body) => bedrockConverse.decodeAnswer(body),
  createEventDecoder: () => bedrockConverse.createEventDecoder(),
};

const geminiStops: Readonly<Partial<Record<Stop, string>>> = {
  stop: 'STOP',
  tool: 'STOP',
  length: 'MAX_TOKENS',
  filtered: 'SPII',
  unknown: 'BORED',
};
const geminiUsage = ({ usage }: Reply): JsonObject => ({
  promptTokenCount: usage.fresh + usage.read,
  ...(usage.read > 0 && { cachedContentTokenCount: usage.read }),
  candidatesTokenCount: usage.output - usage.reasoning,
  ...(usage.reasoning > 0 && { thoughtsTokenCount: usage.reasoning }),
});
const geminiEvent = (parts: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
  candidates: [{ content: { role: 'model', parts }, index: 0, ...more }],
  responseId: 'r1',
  modelVersion: 'gemini-3',
});

export const geminiAnswers: WireAnswers = {
  name: 'gemini',
  says: { refusals: false, proofs: false, stops: everyWhere },
  usage: (reply) => ({ ...plainUsage(reply), cacheWrite: {} }),
  whole: (reply) => ({
    ...geminiEvent(
      [
        ...thoughtsOf(reply).map(({ text, signature }) => ({ text, thought: true, thoughtSignature: signature })),
        ...reply.texts.map((text) => ({ text })),
        ...reply.calls.map(({ id, name, input }) => ({ functionCall: { id, name, args: JSON.parse(input) } })),
      ],
      { finishReason: geminiStops[reply.stop] },
    ),
    usageMetadata: geminiUsage(reply),
  }),
  stream: (reply) => [
    ...thoughtsOf(reply).flatMap(({ text, signature }) => [
      ...pieces(text, reply.sizes).map((piece) => geminiEvent([{ text: piece, thought: true }])),
      geminiEvent([{ text: '', thought: true, thoughtSignature: signature }]),
    ]),
    ...reply.texts.flatMap((text) => pieces(text, reply.sizes).map((piece) => geminiEvent([{ text: piece }]))),
    ...reply.calls.map(({ id, name, input }) => geminiEvent([{ functionCall: { id, name, args: JSON.parse(input) } }])),
    { ...geminiEvent([], { finishReason: geminiStops[reply.stop] }), usageMetadata: geminiUsage(reply) },
  ],
  decodeAnswer: gemini.decodeAnswer,
  createEventDecoder: () => gemini.createEventDecoder(),
};

/** The neutral events of what came over the wire. */
export function decodeEvents(decoder: EventDecoder, events: readonly unknown[]): ConversationEvent[] {
  return events.flatMap((event) => decoder.decode(event));
}

import type { ProviderWire } from './provider-wire.ts';
import { inPieces, type Piece, type Reply } from './reply.ts';

const usage = {
  prompt_tokens: 11,
  completion_tokens: 5,
  total_tokens: 16,
  prompt_tokens_details: { cached_tokens: 0 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

/** Chat Completions. */
export const chatCompletionsWire: ProviderWire = {
  name: 'openai-chat',
  stream(reply, id, characters) {
    const { reasoning = '', text = '', toolCalls = [] } = reply;
    const chunk = (delta: unknown, finishReason: string | null = null): string =>
      event(id, { choices: [{ index: 0, delta, logprobs: null, finish_reason: finishReason }], usage: null });
    const content = (delta: unknown): Piece => ({ kind: 'content', bytes: chunk(delta) });
    return [
      { kind: 'start', bytes: chunk({ role: 'assistant', content: '' }) },
      ...inPieces(reasoning, characters).map((piece) => content({ reasoning_content: piece })),
      ...inPieces(text, characters).map((piece) => content({ content: piece })),
      ...toolCalls.flatMap(({ name, input }, index) => [
        content({
          tool_calls: [{ index, id: `call_${id}_${index}`, type: 'function', function: { name, arguments: '' } }],
        }),
        ...inPieces(input, characters).map((piece) =>
          content({ tool_calls: [{ index, function: { arguments: piece } }] }),
        ),
      ]),
      { kind: 'stop', bytes: chunk({}, finishReasonOf(reply)) },
      { kind: 'usage', bytes: event(id, { choices: [], usage }) },
      { kind: 'end', bytes: 'data: [DONE]\n\n' },
    ];
  },
  whole(reply, id) {
    const { reasoning, text, toolCalls = [] } = reply;
    const calls = toolCalls.map(({ name, input }, index) => ({
      id: `call_${id}_${index}`,
      type: 'function',
      function: { name, arguments: input },
    }));
    const message = {
      role: 'assistant',
      content: text ?? null,
      refusal: null,
      ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
      ...(calls.length === 0 ? {} : { tool_calls: calls }),
    };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: finishReasonOf(reply) }];
    return JSON.stringify({ id, object: 'chat.completion', created: 1, model: 'model-2026', choices, usage });
  },
  error: ({ type, message, code }) => JSON.stringify({ error: { message, type, param: null, code: code ?? null } }),
  errorEvent: ({ type, message, code }) =>
    `data: ${JSON.stringify({ error: { message, type, param: null, code: code ?? null } })}\n\n`,
};

function event(id: string, fields: Record<string, unknown>): string {
  const head = { id, object: 'chat.completion.chunk', created: 1, model: 'model-2026' };
  return `data: ${JSON.stringify({ ...head, ...fields })}\n\n`;
}

function finishReasonOf({ toolCalls = [] }: Reply): string {
  return toolCalls.length > 0 ? 'tool_calls' : 'stop';
}

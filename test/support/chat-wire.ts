import type { BodyStep, ScriptedAnswer } from './scripted-upstream-answer.ts';

/** Chat Completions as a provider sends them; made from public wire documentation, not recorded. */
export function chatChunk(delta: unknown, finishReason: string | null = null): string {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason: finishReason }];
  return `data: ${JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion.chunk', created: 1, model: 'model-a-2026', choices, usage: null })}\n\n`;
}

export const usage = {
  prompt_tokens: 11,
  completion_tokens: 5,
  total_tokens: 16,
  prompt_tokens_details: { cached_tokens: 4 },
  completion_tokens_details: { reasoning_tokens: 0 },
};

export const usageChunk = `data: ${JSON.stringify({ id: 'chatcmpl-up', object: 'chat.completion.chunk', created: 1, model: 'model-a-2026', choices: [], usage })}\n\n`;
export const done = 'data: [DONE]\n\n';

export const roleChunk = chatChunk({ role: 'assistant', content: '' });
export const stopChunk = chatChunk({}, 'stop');

const streamHeaders = { 'content-type': 'text/event-stream', 'x-request-id': 'up-req-1' };

/** A stream of these words, whole. */
export function chatStream(...words: readonly string[]): ScriptedAnswer {
  const body = [roleChunk, ...words.map((content) => chatChunk({ content })), stopChunk, usageChunk, done].join('');
  return { headers: streamHeaders, body };
}

/** A stream played step by step. */
export function chatSteps(...steps: readonly BodyStep[]): ScriptedAnswer {
  return { headers: streamHeaders, body: steps };
}

export function chatAnswer(content: string): ScriptedAnswer {
  const choices = [
    { index: 0, message: { role: 'assistant', content, refusal: null }, logprobs: null, finish_reason: 'stop' },
  ];
  return {
    headers: { 'content-type': 'application/json', 'x-request-id': 'up-req-1' },
    body: JSON.stringify({
      id: 'chatcmpl-up',
      object: 'chat.completion',
      created: 1,
      model: 'model-a-2026',
      choices,
      usage,
    }),
  };
}

export function chatError(
  status: number,
  error: Record<string, unknown>,
  headers: Record<string, string> = {},
): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ error }) };
}

export const hello = [{ role: 'user', content: 'Hello' }];

/** The events of a server-sent event stream, `[DONE]` apart. */
export function readEvents(text: string): { readonly chunks: Record<string, unknown>[]; readonly isDone: boolean } {
  const payloads = text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => event.slice(6));
  return {
    chunks: payloads.filter((payload) => payload !== '[DONE]').map((payload) => JSON.parse(payload)),
    isDone: payloads.at(-1) === '[DONE]',
  };
}

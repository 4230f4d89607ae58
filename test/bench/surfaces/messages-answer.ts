import { answerText, upstreamModel, word } from '../mock-answers.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

const usage = {
  input_tokens: 150,
  cache_creation_input_tokens: 0,
  cache_read_input_tokens: 0,
  cache_creation: { ephemeral_5m_input_tokens: 0, ephemeral_1h_input_tokens: 0 },
  output_tokens: 300,
  service_tier: 'standard',
};

const message = {
  id: 'msg_BENCH0000000000000000001',
  type: 'message',
  role: 'assistant',
  model: `${upstreamModel}-2026-01-01`,
  stop_sequence: null,
};

function toEvent(event: { readonly type: string; readonly [name: string]: unknown }): string {
  return `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;
}

/** Anthropic Messages. Made from public wire documentation, not recorded. */
export const messagesAnswer: UpstreamAnswer = {
  whole: Buffer.from(
    JSON.stringify({ ...message, content: [{ type: 'text', text: answerText }], stop_reason: 'end_turn', usage }),
  ),
  first: Buffer.from(
    toEvent({
      type: 'message_start',
      message: { ...message, content: [], stop_reason: null, usage: { ...usage, output_tokens: 1 } },
    }) +
      toEvent({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } }) +
      toEvent({ type: 'ping' }),
  ),
  content: (index) =>
    Buffer.from(toEvent({ type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: word(index) } })),
  last: Buffer.from(
    toEvent({ type: 'content_block_stop', index: 0 }) +
      toEvent({ type: 'message_delta', delta: { stop_reason: 'end_turn', stop_sequence: null }, usage }) +
      toEvent({ type: 'message_stop' }),
  ),
};

import { answerText, upstreamModel, word } from '../mock-answers.ts';
import type { UpstreamAnswer } from './upstream-answer.ts';

const itemId = 'msg_BENCH000000000000000000000000000000001';
const place = { item_id: itemId, output_index: 0, content_index: 0 };
/** Events before the first word. */
const eventsBefore = 4;

const usage = {
  input_tokens: 150,
  input_tokens_details: { cached_tokens: 0 },
  output_tokens: 300,
  output_tokens_details: { reasoning_tokens: 0 },
  total_tokens: 450,
};

function part(text: string): object {
  return { type: 'output_text', annotations: [], logprobs: [], text };
}

function item(status: string, content: readonly object[]): object {
  return { id: itemId, type: 'message', status, content, role: 'assistant' };
}

function response(status: string, output: readonly object[], usageOrNull: object | null): object {
  return {
    id: 'resp_BENCH000000000000000000000000000000001',
    object: 'response',
    created_at: 1_760_000_000,
    status,
    background: false,
    completed_at: status === 'completed' ? 1_760_000_002 : null,
    error: null,
    incomplete_details: null,
    instructions: null,
    max_output_tokens: 400,
    max_tool_calls: null,
    model: `${upstreamModel}-2026-01-01`,
    output,
    parallel_tool_calls: true,
    previous_response_id: null,
    prompt_cache_key: null,
    reasoning: { effort: null, summary: null },
    safety_identifier: null,
    service_tier: 'default',
    store: false,
    temperature: 0.2,
    text: { format: { type: 'text' }, verbosity: 'medium' },
    tool_choice: 'auto',
    tools: [],
    top_logprobs: 0,
    top_p: 1,
    truncation: 'disabled',
    usage: usageOrNull,
    user: null,
    metadata: {},
  };
}

function toEvent(sequenceNumber: number, type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, sequence_number: sequenceNumber, ...fields })}\n\n`;
}

/**
 * OpenAI Responses. Made from public wire documentation, not recorded. The closing events are the same however many
 * words were said before: their numbers rise, but leave some out.
 */
export const responsesAnswer: UpstreamAnswer = {
  whole: Buffer.from(JSON.stringify(response('completed', [item('completed', [part(answerText)])], usage))),
  first: Buffer.from(
    toEvent(0, 'response.created', { response: response('in_progress', [], null) }) +
      toEvent(1, 'response.in_progress', { response: response('in_progress', [], null) }) +
      toEvent(2, 'response.output_item.added', { output_index: 0, item: item('in_progress', []) }) +
      toEvent(3, 'response.content_part.added', { ...place, part: part('') }),
  ),
  content: (index) =>
    Buffer.from(
      toEvent(eventsBefore + index, 'response.output_text.delta', {
        ...place,
        delta: word(index),
        logprobs: [],
        obfuscation: 'x7Qk2',
      }),
    ),
  last: Buffer.from(
    toEvent(1_000, 'response.output_text.done', { ...place, text: answerText, logprobs: [] }) +
      toEvent(1_001, 'response.content_part.done', { ...place, part: part(answerText) }) +
      toEvent(1_002, 'response.output_item.done', { output_index: 0, item: item('completed', [part(answerText)]) }) +
      toEvent(1_003, 'response.completed', {
        response: response('completed', [item('completed', [part(answerText)])], usage),
      }),
  ),
};

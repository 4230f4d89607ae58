import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ResponseStream } from 'openai/lib/responses/ResponseStream';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { answerContext } from './answer-context.ts';
import { checkEventOrder } from './check-event-order.ts';
import { neutralAnswer, toEvents } from './neutral-answers.ts';
import { readStream } from './read-stream.ts';

const tools = [
  { type: 'function', name: 'look', parameters: { type: 'object' } },
  { type: 'namespace', name: 'mcp__fs', description: 'Files', tools: [{ type: 'function', name: 'read' }] },
  { type: 'custom', name: 'patch' },
];
const context = answerContext({ model: 'auto', input: 'hi', tools });

function stream(events: readonly ConversationEvent[]): { text: string; response: unknown } {
  const encoder = openAiResponses.createEventEncoder(context);
  const text = events.map((event) => encoder.encode(event)).join('') + encoder.end();
  return { text, response: encoder.response };
}

describe('a streamed answer', () => {
  test('comes in the order of the format, and ends with the response that a whole answer would be', () => {
    fc.assert(
      fc.property(neutralAnswer, fc.boolean(), (answer, isUsageFirst) => {
        const { text, response } = stream(toEvents(answer, isUsageFirst));
        const events = readStream(text);
        checkEventOrder(events);
        expect(events.at(-1)?.response).toEqual(response);
        expect(response).toEqual(JSON.parse(JSON.stringify(openAiResponses.encodeAnswer(answer, context))));
      }),
      { numRuns: 150 },
    );
  });

  test('keeps its order when parts interleave and when the end comes without their ends', () => {
    const { text } = stream([
      { type: 'part-begins', index: 0, part: { type: 'text' } },
      { type: 'part-begins', index: 1, part: { type: 'tool-call', id: 'c1', name: 'look', kind: 'function' } },
      { type: 'part-delta', index: 0, text: 'Let me ' },
      { type: 'part-delta', index: 1, text: '{"a":' },
      { type: 'part-delta', index: 0, text: 'look.' },
      { type: 'part-begins', index: 2, part: { type: 'text' } },
      { type: 'part-delta', index: 2, text: 'more' },
      { type: 'part-ends', index: 0 },
      { type: 'part-delta', index: 1, text: '1}' },
      { type: 'finished', stopReason: 'length' },
    ]);
    const events = readStream(text);
    checkEventOrder(events);
    expect(events.at(-1)).toMatchObject({
      type: 'response.incomplete',
      response: {
        incomplete_details: { reason: 'max_output_tokens' },
        output: [
          { type: 'message', status: 'completed', content: [{ text: 'Let me look.' }] },
          { type: 'function_call', status: 'incomplete', arguments: '{"a":1}' },
          { type: 'message', status: 'incomplete', content: [{ text: 'more' }] },
        ],
      },
    });
  });

  test.each([
    ['stop', 'completed', null],
    ['tool', 'completed', null],
    ['paused', 'completed', null],
    ['length', 'incomplete', { reason: 'max_output_tokens' }],
    ['context-full', 'incomplete', { reason: 'max_output_tokens' }],
    ['filtered', 'incomplete', { reason: 'content_filter' }],
    ['malformed', 'failed', null],
  ] as const)('that ended with %s is %s', (stopReason, status, incomplete_details) => {
    const { text, response } = stream([{ type: 'finished', stopReason }]);
    expect(response).toMatchObject({ status, incomplete_details });
    expect(readStream(text).at(-1)?.type).toBe(`response.${status}`);
  });

  test('repeats its request, with the defaults of what it left out', () => {
    const said = {
      instructions: 'Be kind.',
      temperature: 0.2,
      text: { verbosity: 'low' },
      reasoning: { effort: 'low' },
    };
    const echo = { id: 'resp_mine', conversationId: 'conv_1' };
    const answer = { id: null, model: '', parts: [], stopReason: 'stop' as const, usage: null };
    const tools = [{ type: 'function', name: 'f' }];
    const response = openAiResponses.encodeAnswer(answer, answerContext({ ...said, tools, store: false }, echo));
    expect(response).toEqual({
      id: 'resp_mine',
      object: 'response',
      created_at: 1_700_000_000,
      completed_at: 1_700_000_009,
      status: 'completed',
      model: 'auto',
      output: [],
      usage: null,
      error: null,
      incomplete_details: null,
      instructions: 'Be kind.',
      temperature: 0.2,
      top_p: 1,
      text: { verbosity: 'low', format: { type: 'text' } },
      reasoning: { effort: 'low', summary: null },
      tools: [{ type: 'function', name: 'f', description: null, parameters: null, strict: null }],
      tool_choice: 'auto',
      parallel_tool_calls: true,
      truncation: 'disabled',
      metadata: {},
      store: false,
      background: false,
      conversation: { id: 'conv_1' },
      previous_response_id: null,
      max_output_tokens: null,
      max_tool_calls: null,
      top_logprobs: 0,
      service_tier: 'default',
      prompt_cache_key: null,
      safety_identifier: null,
      user: null,
      access_programs: null,
    });
  });

  test('can be read by the official client', async () => {
    const { text, response } = stream([
      { type: 'started', id: 'msg_1', model: 'claude-x' },
      { type: 'part-begins', index: 0, part: { type: 'reasoning' } },
      { type: 'part-delta', index: 0, text: 'Hm' },
      { type: 'part-delta', index: 0, text: 'm.' },
      { type: 'part-ends', index: 0, signature: 'sig' },
      { type: 'part-begins', index: 1, part: { type: 'text' } },
      { type: 'part-delta', index: 1, text: 'Good ' },
      { type: 'part-delta', index: 1, text: 'day' },
      { type: 'part-ends', index: 1 },
      { type: 'part-begins', index: 2, part: { type: 'tool-call', id: 'c1', name: 'mcp__fs__read', kind: 'function' } },
      { type: 'part-ends', index: 2 },
      { type: 'part-begins', index: 3, part: { type: 'tool-call', id: 'c2', name: 'patch', kind: 'function' } },
      { type: 'part-delta', index: 3, text: '{"input":"*** B' },
      { type: 'part-delta', index: 3, text: 'egin"}' },
      { type: 'part-ends', index: 3 },
      { type: 'finished', stopReason: 'tool' },
      { type: 'usage', usage: { freshInput: 3, cacheRead: 4, cacheWrite: { '5m': 5 }, output: 6, reasoning: 2 } },
    ]);
    const lines = readStream(text).map((event) => `${JSON.stringify(event)}\n`);
    const final = await ResponseStream.fromReadableStream(new Blob([lines.join('')]).stream()).finalResponse();
    expect(final.output_text).toBe('Good day');
    expect(final.output).toMatchObject([
      { type: 'reasoning', summary: [{ text: 'Hmm.' }], encrypted_content: expect.stringMatching(/^cato1\./) },
      { type: 'message' },
      { type: 'function_call', name: 'read', namespace: 'mcp__fs', call_id: 'c1', arguments: '{}' },
      { type: 'custom_tool_call', name: 'patch', call_id: 'c2', input: '*** Begin' },
    ]);
    expect(final.usage).toEqual({
      input_tokens: 12,
      input_tokens_details: { cached_tokens: 4, cache_write_tokens: 5 },
      output_tokens: 6,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 18,
    });
    expect(final).toMatchObject(JSON.parse(JSON.stringify({ id: 'resp_req-1', status: 'completed' })));
    expect(response).toMatchObject({ completed_at: 1_700_000_009 });
  });

  test('that fails says so in the next event, with what had come', () => {
    const encoder = openAiResponses.createEventEncoder(context);
    const text =
      encoder.encode({ type: 'started', id: null, model: 'm' }) +
      encoder.encode({ type: 'part-begins', index: 0, part: { type: 'text' } }) +
      encoder.encode({ type: 'part-delta', index: 0, text: 'Half' }) +
      encoder.fail(new GatewayError('rate-limit', 'Too much.'), 'req-1');
    const events = readStream(text);
    checkEventOrder(events);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'rate_limit_exceeded', message: 'Too much. (request id: req-1)' } },
    });
    expect(encoder.end()).toBe('');
  });

  test('goes on after events that somebody else has sent', () => {
    const encoder = openAiResponses.createEventEncoder(context);
    encoder.encode({ type: 'started', id: 'resp_up', model: 'm' });
    encoder.continueAfter(41);
    const [event] = readStream(encoder.encode({ type: 'part-begins', index: 0, part: { type: 'text' } }));
    expect(event?.sequence_number).toBe(42);
    expect(readStream(encoder.end()).at(-1)).toMatchObject({ response: { id: 'resp_up' } });
    expect(encoder.sequenceNumber).toBeGreaterThan(42);
  });

  test('that nobody followed fails with a number above all others', () => {
    const [event] = readStream(openAiResponses.encodeStreamError(new GatewayError('timeout', 'Slow.'), 'req-1'));
    expect(event).toMatchObject({
      type: 'response.failed',
      sequence_number: 2 ** 31 - 1,
      response: { id: 'resp_req-1', status: 'failed', error: { code: 'timeout' } },
    });
  });
});

describe('the events of a stream', () => {
  test('say to a reader what was said to the writer', () => {
    fc.assert(
      fc.property(neutralAnswer, (answer) => {
        fc.pre(answer.stopReason !== 'malformed');
        const { text } = stream(toEvents(answer, false));
        const decoder = openAiResponses.createStreamDecoder();
        const events = decoder.decode(Buffer.from(text));
        expect(decoder.sequenceNumber).toBe(readStream(text).length - 1);
        const said = events.map((event) => (event.type === 'part-delta' ? event.text : '')).join('');
        const expected = answer.parts
          .map((part) => {
            if (part.type === 'tool-call') return clientInput(part);
            return 'text' in part ? part.text : '';
          })
          .join('');
        expect(said).toBe(expected);
        expect(events.find(({ type }) => type === 'finished')).toBeDefined();
      }),
      { numRuns: 100 },
    );
  });
});

function clientInput({ kind, name, input }: { kind: string; name: string; input: string }): string {
  if (kind === 'custom') return input;
  if (name === 'patch') return input === '{"input":"x"}' ? 'x' : input;
  return input === '' ? '{}' : input;
}

import { expect, test } from '@jest/globals';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { Resumption } from '../../../core/resilience/recovery/resumption.ts';
import { anthropicMessages } from '../../../protocols/anthropic-messages/anthropic-messages.ts';
import { readStreamFixture } from './fixtures.ts';
import { assemble, decodeStream } from './stream.ts';

const usage = { freshInput: 10, cacheRead: 0, cacheWrite: {}, output: 7, reasoning: null };

/** What a client has in the end whose stream broke off after `sent` and went on with the events. */
async function goOn(sent: Buffer, how: 'continue' | 'restart', events: readonly ConversationEvent[]) {
  const known = anthropicMessages.createStreamDecoder().decode(sent);
  const encoder = anthropicMessages.createEventEncoder({
    requestId: 'r1',
    createdAt: 0,
    model: 'auto',
    includeUsage: true,
  });
  for (const event of known) encoder.encode(event);
  const resumption = new Resumption(known, how);
  const rest = events.flatMap((event) => resumption.push(event)).map((event) => encoder.encode(event));
  resumption.end();
  return assemble(await decodeStream([sent, Buffer.from(rest.join('') + encoder.end())]));
}

function cutAfter(name: string, mark: string): Buffer {
  const bytes = readStreamFixture(name);
  return bytes.subarray(0, bytes.indexOf('\n\n', bytes.indexOf(mark)) + 2);
}

function textAnswer(text: string): ConversationEvent[] {
  return [
    { type: 'started', id: 'other', model: 'other' },
    { type: 'part-begins', index: 0, part: { type: 'text' } },
    { type: 'part-delta', index: 0, text },
    { type: 'part-ends', index: 0 },
    { type: 'usage', usage },
    { type: 'finished', stopReason: 'stop' },
  ];
}

test('a text that broke off goes on in the block that is open', async () => {
  const answer = await goOn(cutAfter('text', '" is high"'), 'continue', textAnswer(' tonight.'));
  expect(answer).toMatchObject({
    parts: [{ type: 'text', text: 'The tide is high tonight.' }],
    stopReason: 'stop',
    usage: { output: 7 },
  });
});

test('a text after thinking goes on after it', async () => {
  const answer = await goOn(cutAfter('thinking', '" is high"'), 'restart', textAnswer('The tide is high tonight.'));
  expect(answer.parts.map((part) => ('text' in part ? part.text : part.type))).toEqual([
    'High water was at noon, so the tide is high.',
    '',
    'The tide is high tonight.',
  ]);
});

test('an answer that broke off while it thought begins after what was thought', async () => {
  const answer = await goOn(cutAfter('thinking', '"High water'), 'restart', textAnswer('High.'));
  expect(answer.parts).toEqual([
    { type: 'reasoning', text: 'High water was at noon,' },
    { type: 'text', text: 'High.' },
  ]);
});

import { expect, test } from '@jest/globals';
import type { ConversationEvent, StreamedPart } from '../../../core/conversation/conversation-event.ts';
import { Seen } from '../../../core/ports/chat-model.ts';
import { seenIn } from '../../../core/ports/seen-in.ts';

function begins(part: StreamedPart): ConversationEvent {
  return { type: 'part-begins', index: 0, part };
}

test.each<[number, ConversationEvent]>([
  [0, { type: 'started', id: null, model: 'm' }],
  [0, begins({ type: 'text' })],
  [0, begins({ type: 'refusal' })],
  [0, begins({ type: 'reasoning' })],
  [Seen.content, begins({ type: 'reasoning', redacted: 'b2s=' })],
  [Seen.content, begins({ type: 'tool-call', id: '1', name: 'get_tide', kind: 'function' })],
  [Seen.content, begins({ type: 'opaque', opaque: { protocol: 'p', data: {} } })],
  [Seen.content, { type: 'part-delta', index: 0, text: 'a' }],
  [0, { type: 'part-delta', index: 0, text: '' }],
  [0, { type: 'part-ends', index: 0, signature: 's' }],
  [Seen.usage, { type: 'usage', usage: { freshInput: 1, cacheRead: 0, cacheWrite: {}, output: 1, reasoning: null } }],
  [Seen.stop, { type: 'finished', stopReason: 'stop' }],
])('%i is seen in %j', (seen, event) => {
  expect(seenIn(event)).toBe(seen);
});

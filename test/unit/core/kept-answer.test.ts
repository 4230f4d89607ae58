import { describe, expect, test } from '@jest/globals';
import { KeptAnswer } from '../../../core/chat/kept-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import { openAiChat } from '../../../protocols/openai-chat/openai-chat.ts';
import { finished, openPart, started, text } from '../recovery/streamed-answer.ts';

function keep(...events: readonly ConversationEvent[]): KeptAnswer {
  const kept = new KeptAnswer(openAiChat);
  for (const event of events) kept.keep({ type: 'event', event, seen: 0 });
  return kept;
}

describe('what was kept of an answer', () => {
  test('says how much can be gone on from', () => {
    expect(keep(started(), ...openPart(0, text, 'Well, ')).extent(true)).toEqual({
      characters: 6,
      tellingCharacters: 5,
      isText: true,
      isKept: true,
    });
  });

  test('is brought again, not continued, when it ends in half a character', () => {
    const half = keep(started(), ...openPart(0, text, 'The tide \ud83c'));
    expect(half.extent(true)).toMatchObject({ characters: 10, tellingCharacters: 0, isKept: true });
    const whole = keep(started(), ...openPart(0, text, 'The tide \ud83c', '\udf0a'));
    expect(whole.extent(true)).toMatchObject({ tellingCharacters: 11 });
  });

  test('is nothing to go on from when the client has its end', () => {
    const { isKept } = keep(started(), ...openPart(0, text, 'Well'), finished).extent(true);
    expect(isKept).toBe(false);
  });

  test('is nothing to go on from when it cannot be read', () => {
    const kept = new KeptAnswer(openAiChat);
    const chunk = { id: 'a', choices: [{ index: 0, delta: { audio: { data: 'AAAA' } }, finish_reason: null }] };
    kept.keep({ type: 'chunk', bytes: Buffer.from(`data: ${JSON.stringify(chunk)}\n\n`), seen: 1 });
    expect(kept.extent(true).isKept).toBe(false);
  });
});

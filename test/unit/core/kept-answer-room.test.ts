import { expect, test } from '@jest/globals';
import { KeptAnswer } from '../../../core/chat/kept-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { ClientCodec } from '../../../core/ports/wire-codec.ts';
import { testCodec } from '../../support/fake-call.ts';
import { chunk } from '../../support/scripted-model.ts';

const chunkBytes = 1_024;

/** A format of which so many characters of each chunk are text, and the others frame. */
function framedCodec(textOfEach: number): ClientCodec {
  return {
    ...testCodec,
    createStreamDecoder: () => ({
      decode: (bytes): ConversationEvent[] => [
        { type: 'part-begins', index: 0, part: { type: 'text' } },
        { type: 'part-delta', index: 0, text: 'x'.repeat((bytes.length / chunkBytes) * textOfEach) },
      ],
    }),
  };
}

/** What is known of an answer of 257 KiB, one chunk more than is kept undecoded. */
function extentWith(textOfEach: number) {
  const kept = new KeptAnswer(framedCodec(textOfEach));
  for (let count = 0; count < 257; count += 1) kept.keep(chunk('.'.repeat(chunkBytes)));
  return kept.extent(true);
}

test('an answer that is mostly frame is kept by its text', () => {
  expect(extentWith(250)).toMatchObject({ characters: 257 * 250, isText: true, isKept: true });
});

test('an answer whose text takes more than half of the room is kept no more', () => {
  expect(extentWith(260)).toMatchObject({ isKept: false });
  expect(extentWith(400)).toMatchObject({ isKept: false });
});

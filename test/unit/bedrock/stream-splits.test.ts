import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createSdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import type { AnswerEvent, ChatModel } from '../../../core/ports/chat-model.ts';
import {
  type BedrockFault,
  type BedrockScript,
  bedrockFixture,
  encodeBedrockStream,
  type ScriptedBedrock,
  startScriptedBedrock,
} from '../../support/scripted-bedrock.ts';
import { callOf, collect, collectUntilFailure, handClock } from './bedrock-call.ts';

let server: ScriptedBedrock;
let chatModel: ChatModel;

beforeAll(async () => {
  server = await startScriptedBedrock();
  chatModel = createBedrockChatModel({ clients: createSdkClients(() => server.client()), clock: handClock() });
});
afterAll(() => server.close());

/** The smallest stream that says something. */
const small: BedrockScript = {
  frames: [
    { event: 'contentBlockDelta', data: { contentBlockIndex: 0, delta: { text: 'é' } } },
    { event: 'messageStop', data: { stopReason: 'end_turn' } },
  ],
};

function answered(script: BedrockScript | string, fault: BedrockFault = {}): Promise<AnswerEvent[]> {
  server.play(script, fault);
  return collect(chatModel.answer(callOf()));
}

function lengthOf(script: BedrockScript): number {
  return encodeBedrockStream(script.frames ?? []).bytes.length;
}

test('the pieces of a split stream arrive one by one', async () => {
  server.play(small, { splitAt: [10, 20, 200] });
  const sizes: number[] = [];
  const request = httpRequest(`${server.url}/model/m/converse-stream`, { method: 'POST' }).end('{}');
  const [response] = (await once(request, 'response')) as [IncomingMessage];
  response.on('data', (piece: Buffer) => sizes.push(piece.length));
  await once(response, 'end');
  expect(sizes).toEqual([10, 10, 180, lengthOf(small) - 200]);
});

test('a stream split at any one byte gives the same events', async () => {
  const whole = await answered(small);
  expect(whole).toHaveLength(6);
  for (let at = 1; at < lengthOf(small); at += 1) expect(await answered(small, { splitAt: [at] })).toEqual(whole);
});

test('streams split at random bytes give the same events', async () => {
  const fixtures = ['text', 'parallel-tools', 'reasoning'] as const;
  const expected: Record<string, { events: AnswerEvent[]; length: number }> = {};
  for (const fixture of fixtures) {
    expected[fixture] = { events: await answered(fixture), length: lengthOf(bedrockFixture(fixture)) };
  }
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...fixtures),
      fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 20 }),
      async (fixture, places) => {
        const splitAt = places.map((place) => Math.floor(place * (expected[fixture]?.length ?? 0)));
        expect(await answered(fixture, { splitAt })).toEqual(expected[fixture]?.events);
      },
    ),
    { numRuns: 60 },
  );
});

test('a shredded stream gives the same events', async () => {
  expect(await answered('text', { shred: true })).toEqual(await answered('text'));
});

test('a stream that ends at any byte before its stop reason fails, and after it succeeds', async () => {
  const { bytes, frameEnds } = encodeBedrockStream(bedrockFixture('text').frames ?? []);
  const stopEnd = frameEnds.at(-2) ?? 0;
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: bytes.length }), async (endAfterBytes) => {
      server.play('text', { endAfterBytes });
      if (endAfterBytes >= stopEnd) {
        const events = await collect(chatModel.answer(callOf()));
        expect(events.at(-1)).toMatchObject({ type: 'finished', stopReason: 'stop' });
      } else {
        const { error } = await collectUntilFailure(chatModel.answer(callOf()));
        expect(error).toMatchObject({ kind: 'broken-answer' });
      }
    }),
    { numRuns: 60, examples: [[stopEnd - 1], [stopEnd], [bytes.length]] },
  );
});

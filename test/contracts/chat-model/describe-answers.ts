import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import { totalInput } from '../../../core/conversation/usage.ts';
import { type AnswerEvent, Seen } from '../../../core/ports/chat-model.ts';
import {
  type AnswerFixture,
  type AnswerScenario,
  type ChatModelHarness,
  isMissing,
  type Missing,
} from './chat-model-harness.ts';
import { bodyBytes, contractKey, useContractBench } from './contract-bench.ts';
import { collectStream, createCall, modelId, textRequest } from './model-call.ts';
import { endsAsItShould, summarizeStream, summarizeWhole } from './summarize-answer.ts';

const tideTool = {
  type: 'function',
  name: 'get_tide',
  parameters: { type: 'object', properties: { port: { type: 'string' } }, required: ['port'] },
} as const;
const heightSchema = {
  type: 'object',
  properties: { tide_height: { type: 'number' } },
  required: ['tide_height'],
  additionalProperties: false,
};
/** A PNG of one pixel. */
const pixel = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const requests: { readonly [Scenario in AnswerScenario]?: ConversationRequest } = {
  'parallel-tools': { ...textRequest, tools: [tideTool] },
  structured: { ...textRequest, responseFormat: { type: 'json-schema', name: 'height', schema: heightSchema } },
};

/** What a scenario is about, whatever the fixture's words: keeps fixtures from proving nothing. */
const proofs: { readonly [Scenario in AnswerScenario]: (fixture: AnswerFixture['expected']) => void } = {
  text: ({ text, usage, stopReason }) => {
    expect([text === '', usage, stopReason]).toEqual([false, expect.anything(), 'stop']);
  },
  'parallel-tools': ({ toolCalls, stopReason }) => {
    expect([toolCalls.length, stopReason]).toEqual([2, 'tool']);
  },
  structured: ({ text }) => expect(Object.keys(JSON.parse(text)).length).toBeGreaterThan(0),
  'cached-usage': ({ usage }) => {
    if (usage === null) throw new Error('no usage');
    expect(usage.freshInput).toBeGreaterThan(0);
    expect(usage.cacheRead).toBeGreaterThan(0);
    expect(totalInput(usage)).toBeGreaterThan(usage.freshInput + usage.cacheRead);
  },
  'stop-length': ({ stopReason }) => expect(stopReason).toBe('length'),
  'stop-context-full': ({ stopReason }) => expect(stopReason).toBe('context-full'),
  'stop-paused': ({ stopReason }) => expect(stopReason).toBe('paused'),
  'stop-filtered': ({ stopReason }) => expect(stopReason).toBe('filtered'),
  'stop-malformed': ({ stopReason }) => expect(stopReason).toBe('malformed'),
};

/** Answers that arrive as the provider meant them. */
export function describeAnswers(harness: ChatModelHarness): void {
  const bench = useContractBench(harness);
  const forms = harness.codec === null ? (['neutral'] as const) : (['neutral', 'raw'] as const);
  const fixtures = Object.entries(harness.answers) as [AnswerScenario, AnswerFixture | Missing][];

  for (const [scenario, fixture] of fixtures) {
    if (isMissing(fixture)) test.skip(`${scenario}: ${fixture.missing}`, () => {});
  }

  describe.each(forms)('asked in the %s form', (form) => {
    const codec = form === 'raw' ? harness.codec : null;

    for (const [scenario, fixture] of fixtures) {
      if (isMissing(fixture)) continue;
      const request = requests[scenario] ?? textRequest;

      test(`${scenario} arrives whole`, async () => {
        bench.upstream.play(fixture.whole);
        const answer = await bench.model.complete(createCall({ request, codec, stream: false }));
        expect(answer.content.kind).toBe(form);
        expect(summarizeWhole(answer, harness.codec)).toEqual(fixture.expected);
        proofs[scenario](fixture.expected);
      });

      test(`${scenario} arrives streamed`, async () => {
        bench.upstream.play(fixture.stream);
        const { events, failure } = await collectStream(bench.model.answer(createCall({ request, codec })));
        expect(failure).toBeNull();
        expect(summarizeStream(events, harness.codec)).toEqual(fixture.expected);
        expectOrder(events, form === 'raw' ? 'chunk' : 'event');
        expect(endsAsItShould(events, codec)).toBe(true);
        expectSeen(events, fixture.expected);
      });
    }

    test('the request names the model, asks the question and carries the tools', async () => {
      const { stream } = expectFixture(harness.answers.text);
      bench.upstream.play(stream);
      await collectStream(bench.model.answer(createCall({ request: { ...textRequest, tools: [tideTool] }, codec })));
      const [seen] = bench.upstream.requests;
      expect(seen?.method).toBe('POST');
      expect(`${seen?.path} ${seen?.body}`).toContain(modelId);
      expect(seen?.body).toContain('How high is the tide?');
      expect(seen?.body).toContain('get_tide');
      expect(seen?.body).not.toContain(contractKey);
    });

    test('the connection serves the next stream', async () => {
      const { stream } = expectFixture(harness.answers.text);
      // The end of the body comes after the end of the answer, as it often does.
      bench.upstream.play({ ...stream, body: [{ send: bodyBytes(stream) }, { waitMs: 20 }] });
      for (let time = 0; time < 2; time += 1) {
        await collectStream(bench.model.answer(createCall({ codec })));
        // Far longer than the drain takes, for machines with much else to do.
        await sleep(400);
      }
      expect(bench.upstream.requests.map((request) => request.connection)).toEqual([1, 1]);
    });

    test('an image reaches the wire', async () => {
      const image = { type: 'file', mediaType: 'image/png', source: { kind: 'base64', data: pixel } } as const;
      const request = { ...textRequest, messages: [{ role: 'user', parts: [image] }] } as const;
      bench.upstream.play(expectFixture(harness.answers.text).whole);
      await bench.model.complete(createCall({ request, codec, stream: false }));
      expect(bench.upstream.requests[0]?.body).toContain(pixel);
    });

    if (!isMissing(harness.answers.structured)) {
      const { whole } = harness.answers.structured;
      test('a schema reaches the wire', async () => {
        bench.upstream.play(whole);
        await bench.model.complete(createCall({ request: requests.structured ?? textRequest, codec, stream: false }));
        expect(bench.upstream.requests[0]?.body).toContain('tide_height');
      });
    }
  });
}

export function expectFixture(fixture: ChatModelHarness['answers'][AnswerScenario]): AnswerFixture {
  if (isMissing(fixture)) throw new Error('every provider can answer with text');
  return fixture;
}

/** Accepted first, finished last, and once each. */
export function expectOrder(events: readonly AnswerEvent[], between: 'chunk' | 'event'): void {
  const types = events.map((event) => event.type);
  const middle = types.slice(1, -1);
  expect([types[0], types.at(-1)]).toEqual(['accepted', 'finished']);
  expect(middle.length).toBeGreaterThan(0);
  expect(new Set(middle)).toEqual(new Set([between]));
}

/** The bits tell what was there. */
export function expectSeen(events: readonly AnswerEvent[], expected: AnswerFixture['expected']): void {
  let seen = 0;
  for (const event of events) if ('seen' in event) seen |= event.seen;
  const hasContent = expected.text !== '' || expected.toolCalls.length > 0;
  expect((seen & Seen.content) !== 0).toBe(hasContent);
  expect((seen & Seen.stop) !== 0).toBe(true);
  expect((seen & Seen.usage) !== 0).toBe(expected.usage !== null);
}

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { type AnswerEvent, Seen } from '../../../core/ports/chat-model.ts';
import { cutAfter, type ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';
import type { ChatModelHarness } from './chat-model-harness.ts';
import { bodyBytes, useContractBench } from './contract-bench.ts';
import { expectFixture } from './describe-answers.ts';
import { failureOf, toGatewayError } from './describe-errors.ts';
import { collectStream, createCall } from './model-call.ts';
import { endsAsItShould, summarizeStream } from './summarize-answer.ts';

const cutPositions = 16;
/** Generous: the promise is a second. */
const clientLeavesWithinMs = 5000;

/** Streams that break, and readers who leave or are slow. */
export function describeFaults(harness: ChatModelHarness): void {
  const bench = useContractBench(harness);
  const { codec } = harness;
  const { stream, whole, expected } = expectFixture(harness.answers.text);
  const bytes = bodyBytes(stream);
  /** Within the last event that has content: some has come whole, the stop reason has not. */
  const inContent = bytes.lastIndexOf(expected.text.slice(-2));

  /** Plays the stream; true when it finished, false when it broke as it should. */
  async function finishes(answer: ScriptedAnswer): Promise<boolean> {
    bench.upstream.play(answer);
    const { events, failure } = await collectStream(bench.model.answer(createCall({ codec })));
    if (failure !== null) {
      expect(toGatewayError(failure).kind).toBe('broken-answer');
      expect(events.every((event) => event.type !== 'finished')).toBe(true);
      expect(events.every((event) => !('seen' in event) || (event.seen & Seen.stop) === 0)).toBe(true);
      return false;
    }
    const { text, stopReason } = summarizeStream(events, codec);
    expect({ text, stopReason }).toEqual({ text: expected.text, stopReason: expected.stopReason });
    expect(endsAsItShould(events, codec)).toBe(true);
    return true;
  }

  test.each([
    ['cut', (at: number) => ({ ...stream, body: cutAfter(bytes, at) })],
    ['ended early', (at: number) => ({ ...stream, body: [{ send: bytes.subarray(0, at) }] })],
  ])('a stream %s anywhere is finished only if its stop reason had come', async (_name, cutAt) => {
    const outcomes: boolean[] = [];
    for (let step = 0; step < cutPositions; step += 1) {
      outcomes.push(await finishes(cutAt(Math.floor((bytes.length * step) / cutPositions))));
    }
    outcomes.push(await finishes(cutAt(bytes.length)));
    expect(outcomes.slice(0, cutPositions / 2)).not.toContain(true);
    expect(outcomes.at(-1)).toBe(true);
    expect(outcomes).toEqual([...outcomes].sort());
  });

  test('a stream reset in the middle is a broken answer', async () => {
    expect(await finishes({ ...stream, body: cutAfter(bytes, inContent, 'reset') })).toBe(false);
  });

  test('an answer cut in the middle is a broken answer', async () => {
    const body = bodyBytes(whole);
    bench.upstream.play({ ...whole, body: cutAfter(body, Math.floor(body.length / 2)) });
    expect((await failureOf(bench.model.complete(createCall({ codec, stream: false })))).kind).toBe('broken-answer');
  });

  test('bytes that arrive one by one give the same answer', async () => {
    expect(await finishes({ ...stream, body: [{ shred: bytes }] })).toBe(true);
  });

  test.each(['before the answer', 'in the answer'])('an abort %s ends the upstream call', async (when) => {
    const isBefore = when === 'before the answer';
    bench.upstream.play({ ...stream, body: [{ send: isBefore ? '' : bytes.subarray(0, inContent) }, { stall: true }] });
    const controller = new AbortController();
    const reason = new Error('the client has left');
    const collecting = collectStream(bench.model.answer(createCall({ codec, signal: controller.signal })));
    while (bench.upstream.requests.length === 0) await sleep(5);
    await sleep(30);
    controller.abort(reason);
    const { events, failure } = await collecting;
    expect(failure).toBe(reason);
    expect(events.some((event) => 'seen' in event && (event.seen & Seen.content) !== 0)).toBe(!isBefore);
    await expectClientLeaves();
  });

  test('a complete answer is finished though the connection stays open', async () => {
    expect(await finishes({ ...stream, body: [{ send: bytes }, { stall: true }] })).toBe(true);
  });

  test('an abort after the stop reason changes nothing', async () => {
    bench.upstream.play({ ...stream, body: [{ send: bytes }, { stall: true }] });
    const controller = new AbortController();
    const events: AnswerEvent[] = [];
    for await (const event of bench.model.answer(createCall({ codec, signal: controller.signal }))) {
      events.push(event);
      if ('seen' in event && event.seen & Seen.stop) controller.abort(new Error('too late'));
    }
    expect(summarizeStream(events, codec)).toMatchObject({ text: expected.text, stopReason: expected.stopReason });
    await expectClientLeaves();
  });

  test('an abort ends the call for a whole answer', async () => {
    bench.upstream.play({ delayMs: 60_000 });
    const controller = new AbortController();
    const completing = bench.model.complete(createCall({ codec, stream: false, signal: controller.signal }));
    const outcome = completing.catch((error: unknown) => error);
    while (bench.upstream.requests.length === 0) await sleep(5);
    controller.abort('gone');
    expect(await outcome).toBe('gone');
    await expectClientLeaves();
  });

  test('a reader who leaves ends the upstream call', async () => {
    bench.upstream.play({ ...stream, body: [{ send: bytes.subarray(0, inContent) }, { stall: true }] });
    for await (const event of bench.model.answer(createCall({ codec }))) {
      if (event.type !== 'accepted') break;
    }
    await expectClientLeaves();
  });

  test('a slow reader slows the upstream', async () => {
    const times = Math.ceil((64 * 1024 * 1024) / harness.largeEvent.length);
    bench.upstream.play({ ...stream, body: [{ send: harness.streamBeginning }, { flood: harness.largeEvent, times }] });
    const answer = bench.model.answer(createCall({ codec }))[Symbol.asyncIterator]();
    await answer.next();
    await sleep(300);
    expect(bench.upstream.requests[0]?.bytesSent()).toBeLessThan((harness.largeEvent.length * times) / 2);
    await answer.return?.();
    await expectClientLeaves();
  });

  async function expectClientLeaves(): Promise<void> {
    const left = bench.upstream.requests[0]?.clientLeft.then(() => 'left');
    expect(await Promise.race([left, sleep(clientLeavesWithinMs, 'stayed', { ref: false })])).toBe('left');
  }
}

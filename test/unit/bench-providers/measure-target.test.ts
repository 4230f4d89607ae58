import { describe, expect, test } from '@jest/globals';
import type { ErrorKind } from '../../../core/errors/error-kind.ts';
import type { Asked } from '../../../local/bench-providers/ask-question.ts';
import { loadQuestions } from '../../../local/bench-providers/load-questions.ts';
import { measureTarget } from '../../../local/bench-providers/measure-target.ts';

const questions = loadQuestions(null);
const right: Asked = { outcome: 'answered', isRight: true, firstTokenMs: 1, wholeMs: 2, costUsd: 0 };

function failed(kind: ErrorKind): Asked {
  return { outcome: 'failed', kind, message: 'no', costUsd: null };
}

/** Asks with these outcomes one after the other, the last one from then on. */
async function measure(outcomes: readonly Asked[], signal = new AbortController().signal) {
  let [asked, underWay, mostUnderWay] = [0, 0, 0];
  const progress: number[] = [];
  const measurement = await measureTarget(questions, {
    signal,
    onProgress: (count) => progress.push(count),
    async ask() {
      const outcome = outcomes[Math.min(asked, outcomes.length - 1)] ?? right;
      asked += 1;
      underWay += 1;
      mostUnderWay = Math.max(mostUnderWay, underWay);
      await new Promise((resolve) => setImmediate(resolve));
      underWay -= 1;
      return outcome;
    },
  });
  return { measurement, asked, mostUnderWay, progress };
}

describe('a target is measured', () => {
  test('with every question, two at a time', async () => {
    const { measurement, mostUnderWay, progress } = await measure([right]);
    expect(measurement).toEqual({ asked: questions.map(() => right), stopped: null });
    expect(mostUnderWay).toBe(2);
    expect(progress).toEqual(questions.map((_, index) => index + 1));
  });

  test('to the end where failures come between answers', async () => {
    const mixed = questions.map((_, index) => (index % 5 === 4 ? right : failed('timeout')));
    const { measurement } = await measure(mixed);
    expect(measurement.stopped).toBeNull();
  });

  test('no further after five failures in a row', async () => {
    const { measurement, asked } = await measure([right, failed('timeout')]);
    expect(measurement.stopped).toBe('5 failures in a row');
    expect(asked).toBeLessThanOrEqual(7);
  });

  test.each<ErrorKind>(['upstream-auth', 'upstream-not-found', 'upstream-billing'])(
    'no further after one failure that the next question would meet too: %s',
    async (kind) => {
      const { measurement, asked } = await measure([failed(kind)]);
      expect(measurement.stopped).toBe(kind);
      expect(asked).toBe(2);
    },
  );

  test('no further once it is told to end; what ended before counts', async () => {
    const stopping = new AbortController();
    const outcomes = [right, right, right, right, { outcome: 'interrupted' } as const];
    setImmediate(() => setImmediate(() => setImmediate(() => stopping.abort())));
    const { measurement, asked } = await measure(outcomes, stopping.signal);
    expect(measurement).toEqual({ asked: [right, right, right, right], stopped: 'interrupted' });
    expect(asked).toBeLessThan(questions.length);
  });

  test('not at all when it was told to end before', async () => {
    const { measurement, asked } = await measure([right], AbortSignal.abort());
    expect({ measurement, asked }).toEqual({ measurement: { asked: [], stopped: 'interrupted' }, asked: 0 });
  });
});

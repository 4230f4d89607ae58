import { expect, test } from '@jest/globals';
import { freeConnection } from '../../../adapters/bedrock/free-connection.ts';
import { handClock } from './bedrock-call.ts';

async function* events(count: number): AsyncGenerator<number> {
  for (let index = 0; index < count; index += 1) yield index;
}

test.each([
  ['that ends keeps its connection', 0, 0],
  ['that goes on is cut', 1, 1],
])('a stream %s', async (_, count, cuts) => {
  const clock = handClock();
  let cut = 0;
  freeConnection(events(count), () => cut++, clock);
  expect(clock.pending).toBe(1);
  while (clock.pending > 0) await Promise.resolve();
  await Promise.resolve();
  expect(cut).toBe(cuts);
});

test('a stream that neither ends nor goes on is cut when the wait is over', () => {
  const clock = handClock();
  let cut = 0;
  freeConnection({ next: () => new Promise(() => {}) }, () => cut++, clock);
  clock.runTimers();
  expect(cut).toBe(1);
});

test('a stream that fails is left alone, without an unhandled rejection', async () => {
  const clock = handClock();
  let cut = 0;
  freeConnection({ next: () => Promise.reject(new Error('reset')) }, () => cut++, clock);
  while (clock.pending > 0) await Promise.resolve();
  expect(cut).toBe(0);
});

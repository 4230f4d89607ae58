import { Writable } from 'node:stream';
import { expect, test } from '@jest/globals';
import { ProcessOutput } from '../../../local/process-output.ts';

test('a reader that has stopped leaves no more than a bound in memory, and does not hold up the end', async () => {
  const stalled = new Writable({ write: () => {} });
  const output = new ProcessOutput(stalled, () => {});
  const piece = 'x'.repeat(1024 * 1024);
  const taken = Array.from({ length: 20 }, () => output.write(piece)).filter(Boolean);
  expect(taken).toHaveLength(5);
  const startedAt = performance.now();
  await output.flush(50);
  expect(performance.now() - startedAt).toBeGreaterThan(40);
});

test('a reader that has gone is said once, and nothing is written to it again', () => {
  const told: string[] = [];
  const gone = new Writable({ write: () => {} });
  const output = new ProcessOutput(gone, ({ message }) => void told.push(message));
  gone.emit('error', new Error('EPIPE'));
  gone.emit('error', new Error('EPIPE'));
  expect(told).toEqual(['EPIPE']);
  expect(output.write('more')).toBe(true);
  expect(gone.writableLength).toBe(0);
});

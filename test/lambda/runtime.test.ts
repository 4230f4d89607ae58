import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import { FunctionEnvironment } from '../support/lambda/function-environment.ts';

/** The bed itself: what Lambda enforces, it enforces. */
let folder: string;
const options = { variables: {}, timeoutMs: 600 };

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cato-function-'));
  writeFileSync(
    join(folder, 'index.mjs'),
    `let beats = 0;
setInterval(() => { beats += 1; }, 5);
export async function handler(event) {
  if (event.hang) await new Promise(() => {});
  if (event.exit) process.exit(3);
  if (event.fail) throw new TypeError(\`as asked: "mock/…" \${event.fail}\`);
  return { event, beats };
}`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

test('an event that takes longer than it may ends with its process', async () => {
  const environment = await FunctionEnvironment.start({ folder, ...options });
  expect(await environment.invoke({ hang: true })).toEqual({ kind: 'ended', reason: 'timeout' });
  await environment.close();
  expect(environment.isOver).toBe(true);
});

test('an environment is given one event at a time, and stands still between two', async () => {
  const environment = await FunctionEnvironment.start({ folder, ...options });
  const first = environment.invoke({ a: 1 });
  expect(() => environment.invoke({ b: 2 })).toThrow('one event at a time');
  const answered = await first;
  while (environment.isBusy) await pause(5);
  await pause(300);
  const again = await environment.invoke({ c: 3 });
  const beats = (result: typeof answered): number =>
    result.kind === 'value' ? (result.value as { beats: number }).beats : -1;
  // A process that ran on would have counted sixty.
  expect(beats(again) - beats(answered)).toBeLessThan(30);
  await environment.close();
});

test('what a function throws, and that it ended, is told', async () => {
  const environment = await FunctionEnvironment.start({ folder, ...options });
  expect(await environment.invoke({ fail: 'ünï→☃'.repeat(40) })).toMatchObject({
    kind: 'error',
    error: { errorType: 'TypeError', errorMessage: expect.stringContaining('as asked: "mock/…" ünï→☃') },
  });
  while (environment.isBusy) await pause(5);
  expect(await environment.invoke({ exit: true })).toEqual({ kind: 'ended', reason: 'exit' });
  await environment.close();
});

test('an event above 6 MB reaches no environment', async () => {
  const target = new DeployedFunction({ folder, ...options });
  expect(await target.invoke({ body: 'x'.repeat(6_291_456) })).toBeNull();
  expect(target.environments).toHaveLength(0);
});

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

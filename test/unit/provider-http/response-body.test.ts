import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { ResponseBody } from '../../../adapters/provider-http/response-body.ts';

function createSource() {
  const calls: string[] = [];
  const source = {
    pause: () => void calls.push('pause'),
    resume: () => void calls.push('resume'),
    abandon: () => void calls.push('abandon'),
  };
  return { calls, source };
}

test('whatever the order of arrival and reading, the reader gets every byte in order', async () => {
  const step = fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 40_000 }), fc.constant('read' as const));
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const body = new ResponseBody(createSource().source);
      const sent: Buffer[] = [];
      const read: Buffer[] = [];
      let reading: Promise<void> | null = null;
      const readOne = async () => {
        const result = await body.next();
        if (!result.done) read.push(result.value);
      };
      for (const one of steps) {
        if (one !== 'read') {
          sent.push(Buffer.from(one));
          body.push(Buffer.from(one));
        } else if (reading === null) {
          reading = readOne().then(() => {
            reading = null;
          });
        } else await Promise.resolve();
      }
      body.end();
      await reading;
      for await (const chunk of body) read.push(chunk);
      expect(Buffer.concat(read).equals(Buffer.concat(sent))).toBe(true);
    }),
    { numRuns: 60 },
  );
});

test('the source is paused past 64 KiB and resumed when the reader has caught up', async () => {
  const { calls, source } = createSource();
  const body = new ResponseBody(source);
  body.push(Buffer.alloc(64 * 1024));
  expect(calls).toEqual([]);
  body.push(Buffer.alloc(1));
  body.push(Buffer.alloc(1));
  expect(calls).toEqual(['pause']);
  expect((await body.next()).value?.length).toBe(64 * 1024 + 2);
  expect(calls).toEqual(['pause', 'resume']);
});

test('the source is paused when very many small chunks wait', () => {
  const { calls, source } = createSource();
  const body = new ResponseBody(source);
  for (let count = 0; count < 1024; count += 1) body.push(Buffer.alloc(1));
  expect(calls).toEqual(['pause']);
});

test('a failure comes after what had arrived, an abort before it', async () => {
  const failed = new ResponseBody(createSource().source);
  failed.push(Buffer.from('x'));
  failed.fail('broken');
  expect((await failed.next()).value?.toString()).toBe('x');
  await expect(failed.next()).rejects.toBe('broken');
  expect((await failed.next()).done).toBe(true);

  const aborted = new ResponseBody(createSource().source);
  aborted.push(Buffer.from('x'));
  aborted.abort('gone');
  await expect(aborted.next()).rejects.toBe('gone');
});

test('a return abandons an unfinished body, and only once', async () => {
  const { calls, source } = createSource();
  const body = new ResponseBody(source);
  const reading = body.next();
  await body.return();
  await body.return();
  expect(calls).toEqual(['abandon']);
  expect((await reading).done).toBe(true);
  body.push(Buffer.from('late'));
  expect((await body.next()).done).toBe(true);
});

test('a return leaves a complete body alone', async () => {
  const { calls, source } = createSource();
  const body = new ResponseBody(source);
  body.push(Buffer.from('x'));
  body.end();
  await body.return();
  expect(calls).toEqual([]);
  expect((await body.next()).done).toBe(true);
});

test('a second reader is refused while one waits', async () => {
  const body = new ResponseBody(createSource().source);
  const first = body.next();
  await expect(body.next()).rejects.toThrow('one reader');
  body.end();
  expect((await first).done).toBe(true);
});

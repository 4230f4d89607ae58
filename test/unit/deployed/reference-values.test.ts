import { expect, test } from '@jest/globals';
import type { NoticeEvent } from '../../../core/ports/event-log.ts';
import type { FollowedReferences } from '../../../wiring/deployed/follow-references.ts';
import { ReferenceValues } from '../../../wiring/deployed/reference-values.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const found = (value: string, besides = 'master'): FollowedReferences => ({
  values: new Map([['secret:key', value]]),
  failures: new Map(),
  besides,
});
const away: FollowedReferences = { values: new Map(), failures: new Map([['secret:key', 'Throttled']]), besides: null };

function setUp() {
  const clock = new FakeClock();
  const notices: NoticeEvent[] = [];
  const readings: Promise<void>[] = [];
  let answer: FollowedReferences | Error = found('old');
  let reads = 0;
  const values = new ReferenceValues({
    async read() {
      reads += 1;
      await Promise.resolve();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    clock,
    notice: (notice) => notices.push(notice),
    reading: (reading) => readings.push(reading),
  });
  return {
    ...{ clock, notices, values },
    key: () => values.latest?.values.get('secret:key'),
    reads: () => reads,
    answers(next: FollowedReferences | Error) {
      answer = next;
    },
    settled: () => Promise.all(readings),
  };
}

test('a rotated secret is read when the one before is five minutes old, not sooner', async () => {
  const { clock, values, key, reads, answers, settled } = setUp();
  const first = await values.first();
  answers(found('new'));
  await clock.advance(299_999);
  values.renew();
  expect(reads()).toBe(1);
  await clock.advance(1);
  values.renew();
  expect(key()).toBe('old');
  await settled();
  expect(key()).toBe('new');
  expect(values.latest).not.toBe(first);
});

test('values that are too old to be used are waited for, others are not', async () => {
  const { clock, values, key, answers, settled } = setUp();
  await values.first();
  expect(values.renew()).toBeNull();
  await clock.advance(300_000);
  expect(values.renew()).toBeNull();
  await settled();
  answers(found('new'));
  await clock.advance(600_000);
  await values.renew();
  expect(key()).toBe('new');
});

test('a refused secret is read again at once, and no second time within a minute', async () => {
  const { clock, values, key, reads, answers, settled } = setUp();
  await values.first();
  answers(found('new'));
  values.doubt();
  await settled();
  expect(key()).toBe('new');
  for (let second = 0; second < 59; second++) {
    await clock.advance(1_000);
    values.doubt();
    await settled();
  }
  expect(reads()).toBe(2);
  await clock.advance(1_000);
  values.doubt();
  expect(reads()).toBe(3);
});

test('all who ask at a time share one reading', async () => {
  const { clock, values, reads, settled } = setUp();
  await values.first();
  await clock.advance(300_000);
  values.renew();
  values.renew();
  values.doubt();
  await settled();
  expect(reads()).toBe(2);
});

test('the same values stay the same object, so that nothing is made anew', async () => {
  const { clock, values, settled } = setUp();
  const first = await values.first();
  await clock.advance(300_000);
  values.renew();
  await settled();
  expect(values.latest).toBe(first);
});

test.each([
  ['one cannot be read', away],
  ['all fail', new TypeError('no network')],
] as const)('what was read before goes on when %s, and that is told without a value', async (_, failure) => {
  const { clock, values, notices, answers, settled } = setUp();
  const first = await values.first();
  answers(failure);
  await clock.advance(300_000);
  values.renew();
  await settled();
  expect(values.latest).toBe(first);
  expect(notices).toEqual([{ level: 'warning', message: expect.stringMatching(/cannot be read again/) }]);
  expect(JSON.stringify(notices)).not.toMatch(/old|master/);
});

test('what cannot be read keeps its value when another is rotated', async () => {
  const { values, key, answers, settled } = setUp();
  await values.first();
  answers({ ...away, values: new Map([['secret:other', 'new']]) });
  values.doubt();
  await settled();
  expect([key(), values.latest?.values.get('secret:other'), values.latest?.besides]).toEqual(['old', 'new', 'master']);
});

test('another key of clients counts, and is told without its value', async () => {
  const { values, notices, answers, settled } = setUp();
  await values.first();
  answers(found('old', 'other-master'));
  values.doubt();
  await settled();
  expect(values.latest?.besides).toBe('other-master');
  expect(notices).toEqual([{ level: 'info', message: 'rotated: the key of clients' }]);
});

test('a first reading that fails names what is missing, and is tried again', async () => {
  const { values, answers, key } = setUp();
  answers(away);
  await expect(values.first()).rejects.toThrow('secret:key (Throttled)');
  answers(found('old'));
  await values.first();
  expect(key()).toBe('old');
});

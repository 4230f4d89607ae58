import { describe, expect, test } from '@jest/globals';
import { Admission } from '../../../core/resilience/admission.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const never = new AbortController().signal;

function gate(maxConcurrent: number, length: number): { readonly admission: Admission; readonly clock: FakeClock } {
  const clock = new FakeClock();
  return { admission: new Admission({ maxConcurrent, queue: { length, waitMs: 5000 } }, clock), clock };
}

describe('Admission', () => {
  test('lets requests in at once while there is room', () => {
    const { admission } = gate(2, 1);
    expect(admission.enter(never)).toBeUndefined();
    expect(admission.enter(never)).toBeUndefined();
    expect(admission.running).toBe(2);
  });

  test('lets those who wait in, in order, as others leave', async () => {
    const { admission, clock } = gate(1, 2);
    admission.enter(never);
    const order: string[] = [];
    const first = admission.enter(never)?.then(() => order.push('first'));
    const second = admission.enter(never)?.then(() => order.push('second'));
    admission.leave();
    await first;
    expect(order).toEqual(['first']);
    admission.leave();
    await second;
    expect(order).toEqual(['first', 'second']);
    admission.leave();
    expect(admission.running).toBe(0);
    expect(clock.pending).toBe(0);
  });

  test('refuses beyond the queue, and says when to come back', async () => {
    const { admission } = gate(1, 0);
    admission.enter(never);
    await expect(admission.enter(never)).rejects.toMatchObject({ kind: 'busy', retryAfterMs: 1000 });
    expect(admission.running).toBe(1);
  });

  test('refuses who has waited too long', async () => {
    const { admission, clock } = gate(1, 1);
    admission.enter(never);
    const told = expect(admission.enter(never)).rejects.toMatchObject({
      kind: 'busy',
      message: expect.stringContaining('5000 ms'),
    });
    await clock.advance(5000);
    await told;
    expect(admission.waiting).toBe(0);
  });

  test('forgets who leaves while waiting', async () => {
    const { admission, clock } = gate(1, 1);
    admission.enter(never);
    const client = new AbortController();
    const told = expect(admission.enter(client.signal)).rejects.toThrow('gone');
    client.abort(new Error('gone'));
    await told;
    expect([admission.waiting, clock.pending]).toEqual([0, 0]);
    admission.leave();
    expect(admission.enter(never)).toBeUndefined();
  });
});

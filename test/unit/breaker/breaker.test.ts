import { describe, expect, test } from '@jest/globals';
import { afterCall } from '../../../core/resilience/breaker/after-call.ts';
import { type BreakerState, createBreakerState } from '../../../core/resilience/breaker/breaker-state.ts';
import { breakerView } from '../../../core/resilience/breaker/breaker-view.ts';
import type { CallReport } from '../../../core/resilience/breaker/call-report.ts';
import { claimProbe } from '../../../core/resilience/breaker/claim-probe.ts';

const settings = { failures: 5, windowSeconds: 30, coolDownSeconds: 15 };
const start = Date.UTC(2026, 10, 21, 12);
const hour = 3_600_000;

class Breaker {
  state: BreakerState = createBreakerState();
  now = start;

  get view() {
    return breakerView(this.state, settings, this.now);
  }

  after(ms: number): this {
    this.now += ms;
    return this;
  }

  report(outcome: CallReport['outcome'], more: Partial<CallReport> = {}): this {
    this.state = afterCall(this.state, { outcome, ...more }, settings, this.now);
    return this;
  }

  times(count: number, outcome: CallReport['outcome']): this {
    for (let call = 0; call < count; call++) this.report(outcome);
    return this;
  }

  claim(): number {
    const claimed = claimProbe(this.state, this.now);
    if (!claimed) throw new Error('no probe to claim');
    this.state = claimed;
    return claimed.probe;
  }
}

const opened = () => new Breaker().times(5, 'failure');
const halfOpen = () => opened().after(15_000);

describe('a closed breaker', () => {
  test('opens at the fifth failure in a row and not before', () => {
    const breaker = new Breaker().times(4, 'failure');
    expect(breaker.view).toEqual({ phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 4 });
    expect(breaker.report('failure').view).toEqual({
      phase: 'open',
      nextCallAt: start + 15_000,
      isPause: false,
      recentFailures: 5,
    });
  });

  test('opens at five failures in a row however many calls succeeded before', () => {
    expect(new Breaker().report('failure').times(1000, 'success').times(5, 'failure').view.phase).toBe('open');
  });

  test('counts a slow first token, and a rate limit without a wait, as failures', () => {
    expect(new Breaker().times(3, 'slow-first-token').times(2, 'rate-limited').view.phase).toBe('open');
  });

  test('stays closed when the five failures do not fit the window', () => {
    const breaker = new Breaker().report('failure').after(10_000).times(3, 'failure').after(20_000).report('failure');
    expect(breaker.view).toEqual({ phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 4 });
    expect(breaker.report('failure').view.phase).toBe('open');
  });

  test('opens when every other call fails, for a success does not erase the failures', () => {
    const breaker = new Breaker();
    for (let pair = 0; pair < 4; pair++) breaker.report('failure').report('success');
    expect(breaker.view.phase).toBe('closed');
    expect(breaker.report('failure').view.phase).toBe('open');
  });

  test('stays closed when a few of very many calls fail', () => {
    const breaker = new Breaker();
    for (let call = 0; call < 5000; call++) breaker.after(6).report(call % 200 === 0 ? 'failure' : 'success');
    expect(breaker.view).toEqual({ phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 5 });
  });

  test('remembers the successes between failures that lie far apart', () => {
    const breaker = new Breaker().times(4, 'failure').times(1000, 'success').after(16_000).report('success');
    expect(breaker.after(13_900).report('failure').view.phase).toBe('closed');
  });

  test('takes no notice of neutral calls', () => {
    const breaker = new Breaker().times(2, 'failure').times(1000, 'neutral').times(3, 'failure');
    expect(breaker.view.phase).toBe('open');
  });

  test('forgets all when a call succeeds after the failures have left the window', () => {
    expect(new Breaker().times(4, 'failure').after(30_000).report('success').state).toBe(createBreakerState());
  });

  test('keeps so little that its state does not grow with traffic', () => {
    const breaker = new Breaker();
    for (let call = 0; call < 2000; call++) breaker.after(50).report(call % 9 === 0 ? 'failure' : 'success');
    expect(JSON.stringify(breaker.state).length).toBeLessThan(800);
  });
});

describe('a pause the provider asks for', () => {
  test('is honoured to the millisecond, and then calls go on without a probe', () => {
    const breaker = new Breaker().report('rate-limited', { retryAfterMs: 700 });
    expect(breaker.view).toEqual({ phase: 'open', nextCallAt: start + 700, isPause: true, recentFailures: 0 });
    expect(breaker.after(699).view.phase).toBe('open');
    expect(breaker.after(1).view).toEqual({ phase: 'closed', nextCallAt: null, isPause: false, recentFailures: 0 });
    expect(breaker.report('success').state).toBe(createBreakerState());
  });

  test('is not shortened by a later, shorter one, nor by calls that were under way', () => {
    const breaker = new Breaker().report('rate-limited', { retryAfterMs: 9000 });
    breaker.after(1000).report('rate-limited', { retryAfterMs: 500 }).report('success');
    expect(breaker.view.nextCallAt).toBe(start + 9000);
  });

  test('ends at once when a call of last resort succeeds', () => {
    const breaker = new Breaker().report('rate-limited', { retryAfterMs: 9000 });
    expect(breaker.report('success', { lastResort: true }).view.phase).toBe('closed');
  });

  test('lasts an hour at most', () => {
    expect(new Breaker().report('rate-limited', { retryAfterMs: 20 * hour }).after(hour).view.phase).toBe('closed');
  });

  test('does not count towards opening, however often it is asked for', () => {
    const breaker = new Breaker();
    for (let call = 0; call < 20; call++) breaker.report('rate-limited', { retryAfterMs: 100 });
    expect(breaker.after(100).view.phase).toBe('closed');
  });

  test('holds when failures open the breaker meanwhile, and when it comes to an open one', () => {
    const paused = new Breaker().report('rate-limited', { retryAfterMs: 60_000 }).times(5, 'failure');
    expect(paused.view.nextCallAt).toBe(start + 60_000);
    expect(opened().report('rate-limited', { retryAfterMs: 60_000 }).view.nextCallAt).toBe(start + 60_000);
  });
});

describe('an open breaker', () => {
  test('lets nobody probe before its cool-down is over', () => {
    expect(claimProbe(opened().after(14_999).state, start + 14_999)).toBeNull();
  });

  test('is not moved by calls that were under way when it opened', () => {
    const breaker = opened().after(5000).report('success').report('neutral').report('failure');
    expect(breaker.view).toEqual({ phase: 'open', nextCallAt: start + 15_000, isPause: false, recentFailures: 6 });
  });

  test('closes when a call of last resort succeeds', () => {
    expect(opened().report('success', { lastResort: true }).view.phase).toBe('closed');
  });
});

describe('a half-open breaker', () => {
  test('lets exactly one probe through', () => {
    const breaker = halfOpen();
    expect(breaker.view).toEqual({ phase: 'half-open', nextCallAt: null, isPause: false, recentFailures: 5 });
    breaker.claim();
    expect(breaker.view).toEqual({
      phase: 'half-open',
      nextCallAt: breaker.now + 60_000,
      isPause: false,
      recentFailures: 5,
    });
    expect(claimProbe(breaker.state, breaker.now)).toBeNull();
  });

  test('closes when the probe succeeds, and forgets what was', () => {
    const breaker = halfOpen();
    const probe = breaker.claim();
    expect(breaker.report('success', { probe }).state).toBe(createBreakerState());
  });

  test.each(['failure', 'slow-first-token', 'rate-limited'] as const)(
    'opens again for twice and then four times as long when the probe ends in %s',
    (outcome) => {
      const breaker = halfOpen();
      for (const seconds of [30, 60, 60, 60]) {
        const probe = breaker.claim();
        breaker.report(outcome, { probe });
        expect(breaker.view).toMatchObject({ phase: 'open', nextCallAt: breaker.now + seconds * 1000 });
        breaker.after(seconds * 1000);
      }
    },
  );

  test('begins with the first cool-down again once it was closed', () => {
    const breaker = halfOpen();
    breaker.report('failure', { probe: breaker.claim() }).after(30_000);
    breaker.report('success', { probe: breaker.claim() }).times(5, 'failure');
    expect(breaker.view.nextCallAt).toBe(breaker.now + 15_000);
  });

  test('waits as long as the provider tells its probe', () => {
    const breaker = halfOpen();
    breaker.report('rate-limited', { probe: breaker.claim(), retryAfterMs: 400 });
    expect(breaker.view).toMatchObject({ phase: 'open', nextCallAt: breaker.now + 400 });
  });

  test('lets another probe when the first says nothing', () => {
    const breaker = halfOpen();
    breaker.report('neutral', { probe: breaker.claim() });
    expect(breaker.view).toMatchObject({ phase: 'half-open', nextCallAt: null });
    breaker.claim();
  });

  test('listens to its probe alone', () => {
    const breaker = halfOpen();
    breaker.claim();
    breaker.report('success').report('failure').report('neutral');
    expect(breaker.view).toMatchObject({ phase: 'half-open', nextCallAt: breaker.now + 60_000 });
  });

  test('gives up a probe whose holder vanished, and takes no notice when it comes back', () => {
    const breaker = halfOpen();
    const vanished = breaker.claim();
    breaker.after(60_000);
    const next = breaker.claim();
    breaker.report('neutral', { probe: vanished }).report('failure', { probe: vanished });
    expect(claimProbe(breaker.state, breaker.now)).toBeNull();
    expect(breaker.report('success', { probe: next }).view.phase).toBe('closed');
  });

  test('still hears a late probe when no other was let through', () => {
    const breaker = halfOpen();
    const probe = breaker.claim();
    expect(breaker.after(90_000).report('success', { probe }).view.phase).toBe('closed');
  });
});

describe('a clock that is set back', () => {
  test('keeps neither an open breaker, nor a pause, nor a probe that is out', () => {
    expect(opened().after(-hour).view.phase).toBe('half-open');
    expect(new Breaker().report('rate-limited', { retryAfterMs: 700 }).after(-hour).view.phase).toBe('closed');
    const breaker = halfOpen();
    breaker.claim();
    expect(breaker.after(-hour).view).toMatchObject({ phase: 'half-open', nextCallAt: null });
  });

  test('makes failures from the time ahead not count', () => {
    expect(new Breaker().times(4, 'failure').after(-hour).report('failure').view.recentFailures).toBe(1);
  });

  test('by as little as machines differ changes nothing', () => {
    expect(opened().after(-2000).view.phase).toBe('open');
  });
});

test('a state survives being written as JSON', () => {
  const closed = new Breaker().times(3, 'failure').report('success');
  closed.state = JSON.parse(JSON.stringify(closed.state));
  expect(closed.times(2, 'failure').view.phase).toBe('open');
  const probed = halfOpen();
  const probe = probed.claim();
  probed.state = JSON.parse(JSON.stringify(probed.state));
  expect(probed.report('success', { probe }).state).toBe(createBreakerState());
});

import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { createBackgroundSteps } from '../../../core/background/create-background-steps.ts';
import type { HeldTurn, TurnLeases } from '../../../core/background/turn-leases.ts';
import type { TurnRef } from '../../../core/background/turn-ref.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { LocalBackgroundAnswers } from '../../../local/workflow/local-background-answers.ts';
import type { RunResult } from '../../../local/workflow/run-machine.ts';
import { fakeTarget } from '../../support/fake-target.ts';
import { accepted, finished, ScriptedModel } from '../../support/scripted-model.ts';
import { JumpingClock } from '../workflow/jumping-clock.ts';
import { begins, ends, fakeHost, says } from './fake-host.ts';
import { FakeStore } from './fake-store.ts';

const scope = 'anonymous';
const turn = (turnId: string): TurnRef => ({ scope, turnId });
/** Nobody else works on anything. */
const alone = {
  hold: async () => ({ signal: new AbortController().signal, confirm: async () => {}, release: async () => {} }),
};
const silent = [accepted, ...begins, says('so far'), 'stall'] as const;
const whole = [accepted, ...begins, says('all of it'), ...ends, finished] as const;

function setUp(...scripts: ConstructorParameters<typeof ScriptedModel>) {
  return setUpWith(alone, ...scripts);
}

function setUpWith(leases: Pick<TurnLeases, 'hold'>, ...scripts: ConstructorParameters<typeof ScriptedModel>) {
  const store = new FakeStore();
  const clock = new JumpingClock();
  const model = new ScriptedModel(...scripts);
  const results: [TurnRef, RunResult][] = [];
  const answers = new LocalBackgroundAnswers({
    steps: createBackgroundSteps(fakeHost(store, clock, [fakeTarget({ chatModel: model })])),
    leases,
    clock,
    random: () => 0.5,
    runsForMs: 600_000,
    maxRunning: 2,
    ended: (ref, result) => results.push([ref, result]),
  });
  return { store, clock, model, answers, results };
}

describe('background answers of one process', () => {
  test('are worked on without anybody waiting', async () => {
    const { answers, store, clock, results } = setUp(whole);
    await answers.start(scope, 'one');
    expect(answers.running).toBe(1);
    await clock.settle();
    expect(store.status).toBe('completed');
    expect(answers.running).toBe(0);
    expect(results).toMatchObject([[turn('one'), { status: 'succeeded' }]]);
  });

  test('are worked on once each, and so many at a time', async () => {
    const { answers, model, clock } = setUp(silent, silent);
    await answers.start(scope, 'one');
    await answers.start(scope, 'one');
    await answers.start(scope, 'two');
    await expect(answers.start(scope, 'three')).rejects.toThrow('2 background answers');
    await clock.settle();
    expect(model.calls).toHaveLength(2);
    await answers.cancel(scope, 'one');
    await answers.cancel(scope, 'two');
    await answers.cancel(scope, 'unknown');
    await clock.settle();
    expect({ running: answers.running, released: model.released, timers: clock.pending }).toEqual({
      ...{ running: 0, released: 2, timers: 0 },
    });
  });

  test('that are cancelled let go of the provider at once', async () => {
    const { answers, store, clock, model, results } = setUp(silent);
    await answers.start(scope, 'one');
    await clock.settle();
    store.end('cancelled');
    await answers.cancel(scope, 'one');
    await clock.settle();
    expect(model.released).toBe(1);
    expect(clock.elapsedMs).toBe(0);
    expect(results).toMatchObject([[turn('one'), { status: 'aborted' }]]);
    expect(store.status).toBe('cancelled');
  });

  test('that run at the end of the process are left with what they have', async () => {
    const { answers, store, clock, model } = setUp(silent);
    store.beforePage = () => setImmediate();
    await answers.start(scope, 'one');
    await clock.settle();
    const grace = new AbortController();
    const drained = answers.drain(grace.signal);
    await expect(answers.start(scope, 'two')).rejects.toThrow('shutting down');
    grace.abort();
    await drained;
    expect(model.released).toBe(1);
    expect(store.text()).toBe('so far');
    expect(store.status).toBe('in_progress');
  });

  test('that another process works on are left to it', async () => {
    const { answers, store, clock, model } = setUpWith({ hold: async () => null }, whole);
    await answers.start(scope, 'one');
    await clock.settle();
    expect([model.calls.length, answers.running, store.status]).toEqual([0, 0, 'in_progress']);
  });

  test('that cannot be held are refused and leave nothing', async () => {
    const hold = () => Promise.reject(new GatewayError('busy', 'the store is in trouble'));
    const { answers, clock, model } = setUpWith({ hold }, whole);
    await expect(answers.start(scope, 'one')).rejects.toThrow('in trouble');
    await clock.settle();
    expect([model.calls.length, answers.running]).toEqual([0, 0]);
  });

  test.each(['heard', 'not heard'])('that were lost to another process are not touched any more (%s)', async (how) => {
    const lost = new AbortController();
    const reason = new GatewayError('client-gone', 'lost');
    let isLost = false;
    const held: HeldTurn = {
      signal: lost.signal,
      async confirm() {
        if (isLost) lost.abort(reason);
        lost.signal.throwIfAborted();
      },
      release: async () => {},
    };
    const { answers, store, clock, model, results } = setUpWith({ hold: async () => held }, silent);
    store.beforePage = async () => {
      isLost = true;
      if (how === 'heard') lost.abort(reason);
      // The other process has stored something meanwhile.
      else store.events.push('{}');
    };
    await answers.start(scope, 'one');
    await clock.until(answers.drain(new AbortController().signal));
    expect([model.released, store.status, answers.running]).toEqual([1, 'in_progress', 0]);
    expect(results).toMatchObject([[turn('one'), { status: 'aborted' }]]);
  });

  test('that end by themselves are waited for', async () => {
    const { answers, store, clock } = setUp(whole);
    await answers.start(scope, 'one');
    await clock.until(answers.drain(new AbortController().signal));
    expect(store.status).toBe('completed');
  });
});

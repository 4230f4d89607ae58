import { describe, expect, test } from '@jest/globals';
import { InMemoryAffinityStore } from '../../../adapters/in-memory/in-memory-affinity-store.ts';
import { InMemoryBreakerStore } from '../../../adapters/in-memory/in-memory-breaker-store.ts';
import { InMemoryRetryBudget } from '../../../adapters/in-memory/in-memory-retry-budget.ts';
import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { InMemoryTargetStats } from '../../../adapters/in-memory/in-memory-target-stats.ts';
import type { BackgroundSteps } from '../../../core/background/background-steps.ts';
import { createBackgroundSteps } from '../../../core/background/create-background-steps.ts';
import { createTurnHost } from '../../../core/background/turn-host.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { RequestEvent } from '../../../core/ports/event-log.ts';
import { Admission } from '../../../core/resilience/admission.ts';
import { TargetHealth } from '../../../core/resilience/target-health.ts';
import { ModelDirectory } from '../../../core/routing/model-directory.ts';
import { Router } from '../../../core/routing/router.ts';
import { SessionTurn } from '../../../core/sessions/session-turn.ts';
import type { Sessions } from '../../../core/sessions/sessions.ts';
import { openAiResponses } from '../../../protocols/openai-responses/openai-responses.ts';
import { changedStore } from '../../support/changed-gateway.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const clock = new FakeClock();
const codec = openAiResponses;
const never = new AbortController().signal;
const limits = { maxConcurrent: 1, queue: { length: 0, waitMs: 0 } };
const failure = { kind: 'overloaded', message: 'too busy' } as const;
const progress = { outcomes: [], nextSequence: 0, journal: null, failure: null };
const whole = [
  { type: 'started', id: 'a-1', model: 'm-1' },
  { type: 'part-begins', index: 0, part: { type: 'text' } },
  { type: 'part-delta', index: 0, text: 'All of it.' },
  { type: 'part-ends', index: 0 },
  { type: 'finished', stopReason: 'stop' },
];

let ids = 0;
const createId: Sessions['createId'] = (prefix) => `${prefix}_${'0'.repeat(20)}${++ids}`;

/** A turn in the background for a route that the configuration has no more, and the steps that end it. */
async function setUp(tell: (event: RequestEvent) => void = () => {}) {
  const store = new InMemorySessionStore({ clock });
  const readAs: string[] = [];
  const told: RequestEvent[] = [];
  const noting = changedStore(store, {
    turn: async (...asked) => {
      readAs.push('turn');
      return store.turn(...asked);
    },
    pathOfTurn: async (...asked) => {
      readAs.push('path');
      return store.pathOfTurn(...asked);
    },
  });
  const sessions = { store: noting, keepMs: 60_000, createId, fingerprint: () => '' };
  const turn = await SessionTurn.open({
    ...{ sessions, codec, model: 'gone', session: null, isStored: true, now: clock.now(), runsForMs: 60_000 },
    body: { model: 'gone', input: 'Hello' },
  });
  const view = codec.items?.endedView({ id: turn.id, status: 'queued' }, new GatewayError('internal', ''), null);
  await turn.beginStored({ ...view, id: turn.id, status: 'queued' });
  readAs.splice(0);
  const breakers = new InMemoryBreakerStore(clock, () => ({ failures: 5, windowSeconds: 30, coolDownSeconds: 15 }));
  const stats = new InMemoryTargetStats(clock);
  const host = createTurnHost({
    gateway: {
      ...{ sessions, clock, random: () => 0.5, logContent: false },
      models: new ModelDirectory({ routes: [], targets: [], providers: [], dropUnsupported: false }),
      router: new Router({
        weights() {
          throw new RangeError('nobody routes');
        },
        ...{ stats, breakers, affinity: new InMemoryAffinityStore(), clock, random: () => 0.5 },
      }),
      health: new TargetHealth(breakers, new InMemoryRetryBudget(), clock),
      targetStats: stats,
      admission: new Admission(limits, clock),
      events: {
        request: (event) => {
          told.push(event);
          tell(event);
        },
        notice: () => {},
      },
    },
    ...{ codec, runsForMs: 60_000, statusOf: () => 503 },
  });
  const ref = { scope: 'anonymous', turnId: turn.id };
  const stored = () => store.turn(ref.scope, ref.turnId);
  return { steps: createBackgroundSteps(host), store: noting, stored, ref, told, readAs };
}

type World = Awaited<ReturnType<typeof setUp>>;

const endings: readonly [string, string, (world: World) => ReturnType<BackgroundSteps['fail']>][] = [
  ['a failed one', 'failed', ({ steps, ref }) => steps.fail({ ...ref, progress: null, failure }, never)],
  [
    'a complete one',
    'completed',
    async ({ steps, ref, store }) => {
      const events = whole.map((event) => JSON.stringify(event));
      await store.appendEvents(ref.scope, ref.turnId, { firstSequence: 0, events });
      return steps.finish({ ...ref, progress: { ...progress, nextSequence: events.length } }, never);
    },
  ],
];

describe.each(endings)('a turn that ends, %s,', (_, status, end) => {
  test('does so when the configuration has its model no more', async () => {
    const world = await setUp();
    expect(await end(world)).toEqual({ status });
    expect(await world.stored()).toMatchObject({ status, view: { status } });
    expect(world.told).toMatchObject([{ requestId: world.ref.turnId, model: 'gone', route: null }]);
  });

  test('does so when nobody can be told', async () => {
    const world = await setUp(() => {
      throw new TypeError('of the log');
    });
    expect(await end(world)).toEqual({ status });
    expect(await world.stored()).toMatchObject({ status });
  });

  test('has nothing read that was said before it', async () => {
    const world = await setUp();
    await end(world);
    expect(world.readAs).not.toContain('path');
  });

  test('is told of once, however often it is ended', async () => {
    const world = await setUp();
    await end(world);
    expect(await world.steps.fail({ ...world.ref, progress: null, failure }, never)).toEqual({ status });
    expect(world.told).toHaveLength(1);
  });
});

test('an end that was stored without the store saying so is told of', async () => {
  const { steps, store, ref, told } = await setUp();
  const { finish } = store;
  let asked = 0;
  store.finish = async (...ending) => {
    const result = await finish.call(store, ...ending);
    asked += 1;
    if (asked === 1) throw new GatewayError('busy', 'in trouble');
    return result;
  };
  const ending = steps.fail({ ...ref, progress: null, failure }, never);
  await clock.advance(200);
  expect(await ending).toEqual({ status: 'failed' });
  expect(told).toHaveLength(1);
});

import type { BreakerStore } from '../../core/ports/breaker-store.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { afterCall } from '../../core/resilience/breaker/after-call.ts';
import type { BreakerSettings } from '../../core/resilience/breaker/breaker-settings.ts';
import { type BreakerState, createBreakerState, type ProbeClaim } from '../../core/resilience/breaker/breaker-state.ts';
import { type BreakerView, breakerView } from '../../core/resilience/breaker/breaker-view.ts';
import type { CallReport } from '../../core/resilience/breaker/call-report.ts';
import { claimProbe } from '../../core/resilience/breaker/claim-probe.ts';
import { BreakerItems, type BreakerRevision } from './breaker-items.ts';
import { RecentMap } from './recent-map.ts';
import { successWeight } from './success-weight.ts';
import { Table, type TableOptions } from './table.ts';

export interface DynamoDbBreakerStoreOptions extends TableOptions {
  readonly clock: Clock;
  readonly settingsOf: (target: string) => BreakerSettings;
  /** How long what was read is believed, milliseconds. Default 1500. */
  readonly cacheMs?: number;
  /** A number from 0 to 1; default: a random one each time. */
  readonly random?: () => number;
}

interface Known extends BreakerRevision {
  /** By the monotonic clock. */
  readonly readAt: number;
}

const healthy: BreakerRevision = { state: createBreakerState(), writtenBy: null };
const rememberedTargets = 5000;
/** A breaker that so many change at once hears enough of them. */
const mostTries = 8;
/** It is no use to wait longer for what saves time. */
const defaultTryMs = 250;

/**
 * The breakers of a fleet. Only targets in trouble are stored; what is read is believed for a second or two, and a
 * success of a healthy target costs nothing. A table in trouble is left alone for as long, and lets every call pass.
 */
export class DynamoDbBreakerStore implements BreakerStore {
  readonly #items: BreakerItems;
  readonly #options: Required<Pick<DynamoDbBreakerStoreOptions, 'clock' | 'settingsOf' | 'cacheMs' | 'random'>>;
  readonly #known = new RecentMap<Known>(rememberedTargets);
  /** Reads that are under way. */
  readonly #reading = new Map<string, Promise<void>>();
  /** The last change of each target that is under way: changes of one process wait for each other. */
  readonly #changing = new Map<string, Promise<unknown>>();
  #inTroubleUntil = Number.NEGATIVE_INFINITY;

  constructor({ clock, settingsOf, cacheMs = 1500, random = Math.random, ...table }: DynamoDbBreakerStoreOptions) {
    this.#items = new BreakerItems(new Table({ tryMs: defaultTryMs, ...table }));
    this.#options = { clock, settingsOf, cacheMs, random };
  }

  view(targets: readonly string[]): readonly BreakerView[] | Promise<readonly BreakerView[]> {
    const reading = this.#read(targets);
    return reading === null ? this.#views(targets) : reading.then(() => this.#views(targets));
  }

  report(target: string, report: CallReport): void | Promise<void> {
    const { clock, settingsOf, random } = this.#options;
    const known = this.#stateOf(target);
    if (report.outcome === 'neutral' && !report.probe) return;
    if (report.outcome === 'success' && known === createBreakerState()) return;
    const weight = successWeight(known, report);
    if (weight > 1 && random() * weight >= 1) return;
    return this.#change(target, (state) => {
      let after = state;
      for (let time = 0; time < weight; time++) after = afterCall(after, report, settingsOf(target), clock.now());
      return after;
    }).then(() => undefined);
  }

  async claimProbe(target: string): Promise<ProbeClaim | null> {
    let claim: ProbeClaim | null = null;
    const isWritten = await this.#change(target, (state) => {
      const claimed = claimProbe(state, this.#options.clock.now());
      claim = claimed?.probe ?? null;
      return claimed ?? state;
    });
    // Nobody can say whose it is: better one probe too many.
    return isWritten === null ? (claim ?? this.#options.clock.now()) : claim;
  }

  /** Resolves when what was reported is written: nobody waits for a report, and a function stands still between requests. */
  async settled(): Promise<void> {
    await Promise.all(this.#changing.values());
  }

  #views(targets: readonly string[]): readonly BreakerView[] {
    const { clock, settingsOf } = this.#options;
    return targets.map((target) => breakerView(this.#stateOf(target), settingsOf(target), clock.now()));
  }

  #stateOf(target: string): BreakerState {
    return this.#isInTrouble ? createBreakerState() : (this.#known.get(target)?.state ?? createBreakerState());
  }

  /** @returns `null` when nothing has to be waited for. */
  #read(targets: readonly string[]): Promise<unknown> | null {
    if (this.#isInTrouble) return null;
    const { clock, cacheMs } = this.#options;
    const stale = targets.filter((target) => {
      const known = this.#known.get(target);
      return !known || clock.monotonic() - known.readAt >= cacheMs;
    });
    if (stale.length === 0) return null;
    const wanted = [...new Set(stale)].filter((target) => !this.#reading.has(target));
    if (wanted.length > 0) {
      const reading = this.#items
        .read(wanted)
        .then(
          (revisions) => {
            for (const [at, target] of wanted.entries()) this.#learn(target, revisions[at] ?? healthy);
          },
          () => this.#leaveAlone(),
        )
        .finally(() => {
          for (const target of wanted) this.#reading.delete(target);
        });
      for (const target of wanted) this.#reading.set(target, reading);
    }
    return Promise.all(stale.map((target) => this.#reading.get(target)));
  }

  /** @returns whether the state was changed; `null` when the table is in trouble. */
  async #change(target: string, next: (state: BreakerState) => BreakerState): Promise<boolean | null> {
    const change = (this.#changing.get(target) ?? Promise.resolve()).then(() => this.#changeNow(target, next));
    this.#changing.set(target, change);
    try {
      return await change;
    } finally {
      if (this.#changing.get(target) === change) this.#changing.delete(target);
    }
  }

  async #changeNow(target: string, next: (state: BreakerState) => BreakerState): Promise<boolean | null> {
    if (this.#isInTrouble) return null;
    try {
      let seen: BreakerRevision = this.#known.get(target) ?? (await this.#readOne(target));
      for (let tries = 0; tries < mostTries; tries++) {
        const state = next(seen.state);
        if (state === seen.state) return false;
        const written = await this.#items.write(target, seen, state, this.#options.clock.now());
        if (written) {
          this.#learn(target, written);
          return true;
        }
        seen = await this.#readOne(target);
      }
      return false;
    } catch {
      this.#leaveAlone();
      return null;
    }
  }

  async #readOne(target: string): Promise<BreakerRevision> {
    const [revision = healthy] = await this.#items.read([target]);
    this.#learn(target, revision);
    return revision;
  }

  #learn(target: string, { state, writtenBy }: BreakerRevision): void {
    // The one value that says that all is well.
    const known = writtenBy === null ? createBreakerState() : state;
    this.#known.set(target, { state: known, writtenBy, readAt: this.#options.clock.monotonic() });
  }

  #leaveAlone(): void {
    this.#inTroubleUntil = this.#options.clock.monotonic() + this.#options.cacheMs;
  }

  get #isInTrouble(): boolean {
    return this.#options.clock.monotonic() < this.#inTroubleUntil;
  }
}

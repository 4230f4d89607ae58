import type { Clock } from '../../core/ports/clock.ts';
import type { NoticeEvent } from '../../core/ports/event-log.ts';
import type { FollowedReferences } from './follow-references.ts';

export interface ReferenceValuesOptions {
  /** Follows all of them, each time anew. */
  readonly read: () => Promise<FollowedReferences>;
  readonly clock: Clock;
  readonly notice: (notice: NoticeEvent) => void;
  /** Told of each reading again as it begins; it never rejects. What freezes between requests waits for it before. */
  readonly reading: (reading: Promise<void>) => void;
}

type Values = Pick<FollowedReferences, 'values' | 'besides'>;

/** A value may be this old: what was rotated is used everywhere soon after. */
const renewMs = 5 * 60_000;
/** A function that was frozen for this long has slept through its renewals, and a key may be void since. */
const staleMs = 10 * 60_000;
/** How soon a value that was refused is asked for again: a wrong one stays wrong. */
const soonestMs = 60_000;

/**
 * What references lead to, read again while the process lives, for secrets are rotated. No timer runs, a frozen
 * function has none: who uses the values asks, and waits only for the first and for very old ones. What cannot be read keeps its value.
 */
export class ReferenceValues {
  readonly #options: ReferenceValuesOptions;
  #latest: Values | null = null;
  #readAt = Number.NEGATIVE_INFINITY;
  #doubtedAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(options: ReferenceValuesOptions) {
    this.#options = options;
  }

  /** Another object when any value is another; `null` before the first reading. */
  get latest(): Values | null {
    return this.#latest;
  }

  /** Reads all, unless they have been read. @throws Error that names those that lead to nothing; holds no secret. */
  async first(): Promise<Values> {
    if (this.#latest) return this.#latest;
    this.#readAt = this.#options.clock.monotonic();
    const { values, failures, besides } = await this.#options.read();
    if (failures.size > 0) {
      throw new Error(`What the configuration refers to cannot be read: ${listed(failures)}.`);
    }
    this.#latest = { values, besides };
    return this.#latest;
  }

  /** Has them read again when they are old. @returns what to wait for when they are too old to be used meanwhile. */
  renew(): Promise<void> | null {
    const ageMs = this.#options.clock.monotonic() - this.#readAt;
    if (ageMs >= renewMs) this.#readAgain();
    return ageMs >= staleMs ? this.#reading : null;
  }

  /** Somebody did not take one: has them read again, unless that was done for this reason just now. */
  doubt(): void {
    const now = this.#options.clock.monotonic();
    if (now - this.#doubtedAt < soonestMs) return;
    this.#doubtedAt = now;
    this.#readAgain();
  }

  #readAgain(): void {
    const before = this.#latest;
    if (before === null || this.#reading !== null) return;
    this.#readAt = this.#options.clock.monotonic();
    this.#reading = this.#again(before).finally(() => {
      this.#reading = null;
    });
    this.#options.reading(this.#reading);
  }

  async #again(before: Values): Promise<void> {
    const { read, notice } = this.#options;
    try {
      const { values, failures, besides } = await read();
      if (failures.size > 0) {
        const message = `what the configuration refers to cannot be read again, and goes on as it was: ${listed(failures)}`;
        notice({ level: 'warning', message });
      }
      const merged = { values: new Map([...before.values, ...values]), besides: besides ?? before.besides };
      const changed = [...merged.values].filter(([name, value]) => before.values.get(name) !== value);
      if (changed.length === 0 && merged.besides === before.besides) return;
      this.#latest = merged;
      const names = [
        ...changed.map(([name]) => name),
        ...(merged.besides === before.besides ? [] : ['the key of clients']),
      ];
      notice({ level: 'info', message: `rotated: ${names.join(', ')}` });
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      notice({ level: 'warning', message: `what the configuration refers to cannot be read again: ${reason}` });
    }
  }
}

function listed(failures: ReadonlyMap<string, string>): string {
  return [...failures].map(([reference, reason]) => `${reference} (${reason})`).join(', ');
}

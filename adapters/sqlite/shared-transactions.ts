import type { DatabaseSync } from 'node:sqlite';
import type { Clock } from '../../core/ports/clock.ts';
import { askDatabase } from './ask-database.ts';
import { transaction } from './transaction.ts';

interface Waiting {
  work(now: number): void;
  failed(error: unknown): void;
  /** Its transaction is written. */
  done(): void;
}

/**
 * Writes what is asked for in one turn of the event loop in one transaction: to begin and end one costs as much as what
 * is written in it. Each is still written whole or not at all, and written when its promise resolves.
 */
export class SharedTransactions {
  readonly #database: DatabaseSync;
  readonly #clock: Clock;
  #waiting: Waiting[] = [];

  constructor(database: DatabaseSync, clock: Clock) {
    this.#database = database;
    this.#clock = clock;
  }

  /** @param work inside a transaction; may be done again. @throws whatever it throws, and that the file is busy. */
  write<T>(work: (now: number) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      let result: T;
      this.#waiting.push({
        work: (now) => {
          result = work(now);
        },
        failed: reject,
        done: () => resolve(result),
      });
      if (this.#waiting.length === 1) setImmediate(() => void this.#writeAll());
    });
  }

  /** Before the file is closed: writes what is waiting, unless another process writes. */
  end(): void {
    void this.#writeAll();
  }

  async #writeAll(): Promise<void> {
    const together = this.#waiting;
    if (together.length === 0) return;
    this.#waiting = [];
    try {
      await this.#write(together);
    } catch (error) {
      if (together.length === 1 || !this.#database.isOpen) {
        for (const { failed } of together) failed(error);
        return;
      }
      // One that fails takes nothing of the others along.
      for (const each of together) await this.#write([each]).catch((own: unknown) => each.failed(own));
    }
  }

  async #write(together: readonly Waiting[]): Promise<void> {
    await askDatabase(this.#database, this.#clock, (now) =>
      transaction(this.#database, () => {
        for (const { work } of together) work(now);
      }),
    );
    for (const { done } of together) done();
  }
}

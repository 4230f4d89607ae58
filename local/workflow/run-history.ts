import { workflowLimits } from './workflow-limits.ts';

/** One thing that happened in a run. Says no content. */
export interface HistoryEvent {
  /** From 0, rising, without gaps. */
  readonly sequence: number;
  readonly what: 'entered' | 'left' | 'failed' | 'retried' | 'caught';
  readonly state: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** The error's name, where one is told of. */
  readonly error?: string;
}

/** The latest events of a run. */
export class RunHistory {
  readonly #events: HistoryEvent[] = [];
  #count = 0;

  add(event: Omit<HistoryEvent, 'sequence'>): void {
    this.#events.push({ sequence: this.#count, ...event });
    this.#count += 1;
    if (this.#events.length > workflowLimits.maxHistoryEvents) this.#events.shift();
  }

  /** The earliest of them first; its number says how many came before and were dropped. */
  events(): readonly HistoryEvent[] {
    return [...this.#events];
  }
}

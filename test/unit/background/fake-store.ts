import type {
  AnswerEnding,
  BackgroundStore,
  EndedStatus,
  RunningStatus,
} from '../../../core/background/background-store.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { GatewayError } from '../../../core/errors/gateway-error.ts';

/** The session store of one turn, in memory. */
export class FakeStore implements BackgroundStore {
  readonly events: string[] = [];
  readonly pages: number[] = [];
  status: RunningStatus = 'in_progress';
  ending: AnswerEnding | null = null;
  isDeleted = false;
  /** Thrown by the next calls that write; `after` = the write was done all the same. */
  readonly troubles: { readonly error: GatewayError; readonly after: boolean }[] = [];
  isFull = false;
  reads = 0;
  /** Awaited before each page is stored. */
  beforePage: () => Promise<unknown> = () => Promise.resolve();

  async appendEvents(_scope: string, _turnId: string, page: { firstSequence: number; events: readonly string[] }) {
    await this.beforePage();
    const trouble = this.troubles.shift();
    if (trouble && !trouble.after) throw trouble.error;
    const result = this.#append(page);
    if (trouble) throw trouble.error;
    return result;
  }

  #append({ firstSequence, events }: { firstSequence: number; events: readonly string[] }) {
    if (this.isDeleted) return { result: 'unknown' } as const;
    if (this.status !== 'in_progress') return { result: 'already', status: this.status } as const;
    if (firstSequence !== this.events.length) return { result: 'gap', nextSequence: this.events.length } as const;
    if (this.isFull) return { result: 'full' } as const;
    this.events.push(...events);
    this.pages.push(events.length);
    return { result: 'appended' } as const;
  }

  async readEvents(_scope: string, _turnId: string, after: number, maxBytes: number) {
    this.reads += 1;
    if (this.isDeleted) return null;
    const events = [];
    let bytes = 0;
    for (const [sequence, event] of this.events.entries()) {
      if (sequence <= after) continue;
      bytes += event.length;
      if (bytes > maxBytes && events.length > 0) break;
      events.push({ sequence, event });
    }
    return { events, status: this.status, nextSequence: this.events.length };
  }

  async finish(_scope: string, _turnId: string, ending: AnswerEnding) {
    if (this.isDeleted) return { result: 'unknown' } as const;
    if (this.status !== 'in_progress') return { result: 'already', status: this.status } as const;
    const trouble = this.troubles.shift();
    if (trouble) throw trouble.error;
    this.status = ending.status;
    this.ending = ending;
    return { result: 'finished' } as const;
  }

  end(status: EndedStatus): void {
    this.status = status;
  }

  neutralEvents(): readonly ConversationEvent[] {
    return this.events.map((event) => JSON.parse(event));
  }

  /** The text of the answer so far. */
  text(): string {
    return this.neutralEvents()
      .map((event) => (event.type === 'part-delta' ? event.text : ''))
      .join('');
  }
}

import { Buffer } from 'node:buffer';
import type { ConversationEvent } from '../conversation/conversation-event.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Clock, Timer } from '../ports/clock.ts';
import type { BackgroundStore } from './background-store.ts';
import type { TurnRef } from './turn-ref.ts';
import { whileBusy } from './while-busy.ts';

/** A page is stored when it has so much, or is so old: who reads along sees it about then. */
const maxPageEvents = 128;
const maxPageBytes = 32 * 1024;
const pageMs = 200;
/** How often a silent turn is asked whether it was cancelled. */
const askMs = 1000;

export interface PageWriterOptions {
  readonly clock: Clock;
  readonly firstSequence: number;
  /** Ends waits for a store in trouble. */
  readonly signal: AbortSignal;
  /** Called once when nothing more can be stored: the turn has ended (`client-gone`), or the store failed. */
  readonly abort: (reason: GatewayError) => void;
}

/** Stores the events of a running turn in pages, and finds out between them whether the turn was ended. */
export class PageWriter {
  readonly #store: BackgroundStore;
  readonly #turn: TurnRef;
  readonly #options: PageWriterOptions;
  #page: string[] = [];
  #pageBytes = 0;
  #nextSequence: number;
  #work: Promise<void> = Promise.resolve();
  #stopped: GatewayError | null = null;
  #heardAt: number;
  #timer: Timer | null = null;

  constructor(store: BackgroundStore, turn: TurnRef, options: PageWriterOptions) {
    this.#store = store;
    this.#turn = turn;
    this.#options = options;
    this.#nextSequence = options.firstSequence;
    this.#heardAt = options.clock.monotonic();
    this.#schedule();
  }

  /** The number that follows the last stored event. */
  get nextSequence(): number {
    return this.#nextSequence;
  }

  /** Why nothing more is stored; `null` = all is well. */
  get stopped(): GatewayError | null {
    return this.#stopped;
  }

  /** Resolves when there is room for more. @throws GatewayError when nothing more can be stored. */
  async write(event: ConversationEvent): Promise<void> {
    if (this.#stopped) throw this.#stopped;
    const text = JSON.stringify(event);
    this.#page.push(text);
    this.#pageBytes += Buffer.byteLength(text);
    if (this.#page.length < maxPageEvents && this.#pageBytes < maxPageBytes) return;
    await this.#inTurn(() => this.#storePage());
    if (this.#stopped) throw this.#stopped;
  }

  /** Stores what is left; `stopped` tells whether that was possible. */
  async close(): Promise<void> {
    this.#timer?.cancel();
    this.#timer = null;
    await this.#inTurn(() => this.#storePage());
  }

  #schedule(): void {
    this.#timer = this.#options.clock.schedule(pageMs, () => void this.#inTurn(() => this.#look()));
  }

  async #look(): Promise<void> {
    if (this.#page.length > 0) await this.#storePage();
    else if (this.#options.clock.monotonic() - this.#heardAt >= askMs) await this.#ask();
    // Closed, or stopped, in between.
    if (this.#timer !== null && this.#stopped === null) this.#schedule();
  }

  /** One thing after the other: pages are numbered. Never rejects. */
  #inTurn(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#stop(asGatewayError(error)));
    return this.#work;
  }

  async #ask(): Promise<void> {
    const { scope, turnId } = this.#turn;
    const { clock, signal } = this.#options;
    const stored = await whileBusy(clock, signal, () =>
      this.#store.readEvents(scope, turnId, this.#nextSequence - 1, 1),
    );
    if (stored?.status !== 'in_progress') this.#stop(ended());
    this.#heardAt = clock.monotonic();
  }

  async #storePage(): Promise<void> {
    if (this.#page.length === 0 || this.#stopped) return;
    const page = { firstSequence: this.#nextSequence, events: this.#page };
    this.#page = [];
    this.#pageBytes = 0;
    const { scope, turnId } = this.#turn;
    const { clock, signal } = this.#options;
    const appended = await whileBusy(clock, signal, () => this.#store.appendEvents(scope, turnId, page));
    const nextSequence = page.firstSequence + page.events.length;
    this.#heardAt = clock.monotonic();
    switch (appended.result) {
      case 'appended':
        this.#nextSequence = nextSequence;
        return;
      case 'gap':
        // The store had done it before it said that it was in trouble.
        if (appended.nextSequence === nextSequence) this.#nextSequence = nextSequence;
        else this.#stop(new GatewayError('internal', 'The answer is being written by another process, too.'));
        return;
      case 'full':
        this.#stop(new GatewayError('body-too-large', 'The answer is longer than what is stored of one turn.'));
        return;
      default:
        this.#stop(ended());
    }
  }

  #stop(reason: GatewayError): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.#options.abort(reason);
  }
}

function ended(): GatewayError {
  return new GatewayError('client-gone', 'The turn was cancelled.');
}

function asGatewayError(error: unknown): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError('internal', 'The answer could not be stored.', { cause: error });
}

import { ClientConnection, type Exchanged } from './client-connection.ts';
import { generateRequest } from './generate-request.ts';
import { judgeExchange } from './judge-exchange.ts';
import type { MalformedRequest } from './malformed-request.ts';

export interface CampaignOptions {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  readonly seed: number;
  /** The number of the first request. Default 0. */
  readonly first?: number;
  readonly count: number;
  /** Below what the gateway serves at once: it must never have reason to be busy. */
  readonly concurrency: number;
  /** In this time each request is answered or its connection ended. */
  readonly boundMs: number;
  /** When to stop, finished or not. */
  readonly signal?: AbortSignal;
  /** Called now and then with the number of requests done. */
  readonly progress?: (done: number) => void;
  /** Replaces the generator, in tests of the campaign itself. */
  readonly generate?: (seed: number, index: number) => MalformedRequest;
}

export interface Violation {
  readonly seed: number;
  readonly index: number;
  readonly request: MalformedRequest;
  readonly what: string;
}

export interface CampaignResult {
  readonly done: number;
  readonly violations: readonly Violation[];
  /** How often each status was answered, besides `closed` and `left`. */
  readonly outcomes: ReadonlyMap<string, number>;
  readonly faults: ReadonlyMap<string, number>;
}

const maxViolations = 10;
const progressEvery = 200;

/** Sends the requests of a seed over real connections and collects what was not answered as it must be. */
export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const {
    address,
    seed,
    first = 0,
    count,
    concurrency,
    boundMs,
    signal,
    progress,
    generate = generateRequest,
  } = options;
  const violations: Violation[] = [];
  const outcomes = new Map<string, number>();
  const faults = new Map<string, number>();
  let next = first;
  let done = 0;

  const work = async (): Promise<void> => {
    const client = new Client(address, boundMs);
    while (next < first + count && violations.length < maxViolations && signal?.aborted !== true) {
      const index = next;
      next += 1;
      const request = generate(seed, index);
      const { what, outcome } = await client.try(request);
      if (what !== null) violations.push({ seed, index, request, what });
      for (const key of outcome) outcomes.set(key, (outcomes.get(key) ?? 0) + 1);
      faults.set(request.fault, (faults.get(request.fault) ?? 0) + 1);
      done += 1;
      if (done % progressEvery === 0) progress?.(done);
    }
    client.leave();
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return { done, violations, outcomes, faults };
}

/** A client that keeps its connection as long as its requests are sound HTTP. */
class Client {
  readonly #address: string;
  readonly #boundMs: number;
  #connection: ClientConnection | null = null;

  constructor(address: string, boundMs: number) {
    this.#address = address;
    this.#boundMs = boundMs;
  }

  async try(request: MalformedRequest): Promise<{ what: string | null; outcome: readonly string[] }> {
    try {
      const exchanged = await this.#exchange(request);
      if (!request.keepsConnection || exchanged.end !== 'answered') this.leave();
      const statuses = exchanged.answers.map(({ status }) => String(status));
      const outcome = exchanged.end === 'answered' ? statuses : [...statuses, exchanged.end];
      return { what: judgeExchange(request, exchanged), outcome };
    } catch (error) {
      this.leave();
      return { what: error instanceof Error ? error.message : String(error), outcome: ['failed'] };
    }
  }

  leave(): void {
    this.#connection?.destroy();
    this.#connection = null;
  }

  async #exchange(request: MalformedRequest): Promise<Exchanged> {
    if (!request.keepsConnection || this.#connection?.isOpen === false) this.leave();
    const isReused = this.#connection !== null;
    this.#connection ??= await ClientConnection.open(this.#address);
    const exchanged = await this.#connection.exchange(request, this.#boundMs);
    // A connection may be closed between two requests: a fresh one tells that from a refusal to answer.
    if (!isReused || exchanged.end !== 'closed' || exchanged.answers.length > 0) return exchanged;
    this.#connection = await ClientConnection.open(this.#address);
    return this.#connection.exchange(request, this.#boundMs);
  }
}

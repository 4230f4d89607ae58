import {
  afterChoice,
  type CredentialPool,
  chooseCredential,
  mayRotate,
  readyInMs,
} from '../../core/access/credential-pool.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { FailedCredential } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { CredentialPools } from './credential-pools.ts';

/** One credential of a provider: how it may be called in logs, and the model that is asked with it. */
export interface CredentialedModel<Model> {
  /** A name or position, never the value. */
  readonly name: string;
  readonly model: Model;
}

export interface CredentialTurnsOptions<Model> {
  /** At least one; all of one protocol. */
  readonly models: readonly CredentialedModel<Model>[];
  readonly clock: Clock;
  /** What is known of the credentials, shared by all that are asked with them. Default: nothing yet. */
  readonly pools?: CredentialPools;
  /** A credential is left out for a while, and this is why. */
  readonly onCooling?: (cooling: CredentialCooling) => void;
}

export interface CredentialCooling {
  readonly credential: string;
  /** The model whose limit it is; refusals hold for all. */
  readonly model: string;
  readonly kind: ErrorKind;
  /** For how long, milliseconds. */
  readonly coolMs: number;
}

/** What of a call matters here. */
interface TurnCall {
  readonly model: string;
  readonly credentialFailed?: (failed: FailedCredential) => void;
}

/** One credential's turn in a call; ends in one of two ways. */
export interface CredentialTurn<Model> extends CredentialedModel<Model> {
  /** The provider has taken the credential. */
  succeeded(): void;
  /** @param isAccepted an answer had begun: then no other takes over. @throws what the caller is to be told, unless another is worth a try. */
  failed(error: unknown, isAccepted?: boolean): void;
}

/**
 * One provider's credentials, taken in turn. A call whose credential is refused or used up goes to the next one at
 * once, as long as nothing of an answer has come; each is tried once a call at most.
 */
export class CredentialTurns<Model> {
  /** The one that is asked where none is better. */
  readonly usual: CredentialedModel<Model>;
  readonly #options: CredentialTurnsOptions<Model>;
  readonly #pools: CredentialPools;

  constructor(options: CredentialTurnsOptions<Model>) {
    const [first] = options.models;
    if (first === undefined) throw new RangeError('a provider without a credential');
    this.usual = first;
    this.#options = options;
    this.#pools = options.pools ?? new CredentialPools(options.models.length);
  }

  /** The turns of one call, each begun when the one before has failed. */
  *of(call: TurnCall): Generator<CredentialTurn<Model>, never, undefined> {
    const tried = new Set<number>();
    const failures: unknown[] = [];
    for (;;) {
      const { index, name, model, calledAt } = this.#choose(call, tried);
      yield {
        name,
        model,
        succeeded: () => this.#pools.succeeded(call.model, index, calledAt),
        failed: (error, isAccepted = false) => {
          this.#fail(call, index, calledAt, error);
          failures.push(error);
          if (isAccepted) throw error;
          if (error instanceof GatewayError) call.credentialFailed?.({ credential: name, outcome: error.kind });
          if (!this.#goesOn(call, error, tried)) throw this.#worthTelling(call, failures);
        },
      };
    }
  }

  /** A whole answer, from the first credential that is given one. */
  async ask<Answer>(
    call: TurnCall,
    send: (model: Model) => Promise<Answer>,
  ): Promise<{ readonly answer: Answer; readonly credential: string }> {
    for (const turn of this.of(call)) {
      try {
        const answer = await send(turn.model);
        turn.succeeded();
        return { answer, credential: turn.name };
      } catch (error) {
        turn.failed(error);
      }
    }
    throw new RangeError('turns do not end by themselves');
  }

  #choose({ model }: TurnCall, tried: Set<number>) {
    const { clock, models } = this.#options;
    const now = clock.monotonic();
    const pool = this.#pools.of(model);
    const index = chooseCredential(pool, tried, now) ?? 0;
    this.#pools.keep(model, afterChoice(pool, index));
    tried.add(index);
    return { ...(models[index] ?? this.usual), index, calledAt: now };
  }

  #fail({ model }: TurnCall, index: number, calledAt: number, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    const { clock, models, onCooling } = this.#options;
    const now = clock.monotonic();
    const before = coolingUntil(this.#pools.of(model), index);
    this.#pools.failed(model, index, error, calledAt, now);
    const until = coolingUntil(this.#pools.of(model), index);
    const name = models[index]?.name;
    // Told once a cooling, not once a call that was under way.
    if (name !== undefined && before <= now && until > now) {
      onCooling?.({ credential: name, model, kind: error.kind, coolMs: until - now });
    }
  }

  #goesOn(call: TurnCall, error: unknown, tried: ReadonlySet<number>): boolean {
    if (!(error instanceof GatewayError) || !mayRotate(error.kind)) return false;
    return chooseCredential(this.#pools.of(call.model), tried, this.#options.clock.monotonic()) !== null;
  }

  /** A limit passes, a refusal stays: when both were met, the limit is what the caller can wait for. */
  #worthTelling({ model }: TurnCall, failures: readonly unknown[]): unknown {
    const limit = failures.find((error) => error instanceof GatewayError && error.kind === 'rate-limit');
    if (!(limit instanceof GatewayError)) return failures.at(-1);
    const waitMs = readyInMs(this.#pools.of(model), this.#options.clock.monotonic());
    if (failures.length === 1 && limit.retryAfterMs === null) return limit;
    const { kind, message, param, code, upstream } = limit;
    return new GatewayError(kind, message, { param, code, upstream, retryAfterMs: waitMs > 0 ? waitMs : null });
  }
}

function coolingUntil({ credentials }: CredentialPool, index: number): number {
  return credentials[index]?.coolingUntil ?? 0;
}

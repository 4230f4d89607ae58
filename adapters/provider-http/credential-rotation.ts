import {
  afterChoice,
  type CredentialPool,
  chooseCredential,
  mayRotate,
  readyInMs,
} from '../../core/access/credential-pool.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent, ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { CredentialPools } from './credential-pools.ts';

/** One credential of a provider: how it may be called in logs, and the model that is asked with it. */
export interface CredentialedModel {
  /** A name or position, never the value. */
  readonly name: string;
  readonly model: ChatModel;
}

export interface RotatingChatModelOptions {
  /** At least one; all of one protocol. */
  readonly models: readonly CredentialedModel[];
  readonly clock: Clock;
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

/**
 * One provider with several credentials, taken in turn. A call whose credential is refused or used up goes to the next
 * one at once, as long as nothing of an answer has come; each is tried once a call at most.
 */
export function createRotatingChatModel({ models, clock, onCooling }: RotatingChatModelOptions): ChatModel {
  const [first] = models;
  if (first === undefined) throw new RangeError('a provider without a credential');
  const usual: CredentialedModel = first;
  const pools = new CredentialPools(models.length);

  function choose(
    { model }: ModelCall,
    tried: Set<number>,
  ): { readonly index: number; readonly calledAt: number } & CredentialedModel {
    const now = clock.monotonic();
    const pool = pools.of(model);
    const index = chooseCredential(pool, tried, now) ?? 0;
    pools.keep(model, afterChoice(pool, index));
    tried.add(index);
    return { ...(models[index] ?? usual), index, calledAt: now };
  }

  function fail({ model }: ModelCall, index: number, calledAt: number, error: unknown): void {
    if (!(error instanceof GatewayError)) return;
    const now = clock.monotonic();
    const before = coolingUntil(pools.of(model), index);
    pools.failed(model, index, error, calledAt, now);
    const until = coolingUntil(pools.of(model), index);
    const name = models[index]?.name;
    // Told once a cooling, not once a call that was under way.
    if (name !== undefined && before <= now && until > now) {
      onCooling?.({ credential: name, model, kind: error.kind, coolMs: until - now });
    }
  }

  function goesOn(call: ModelCall, error: unknown, tried: ReadonlySet<number>): boolean {
    if (!(error instanceof GatewayError) || !mayRotate(error.kind)) return false;
    return chooseCredential(pools.of(call.model), tried, clock.monotonic()) !== null;
  }

  /** A limit passes, a refusal stays: when both were met, the limit is what the caller can wait for. */
  function worthTelling({ model }: ModelCall, failures: readonly unknown[]): unknown {
    const limit = failures.find((error) => error instanceof GatewayError && error.kind === 'rate-limit');
    if (!(limit instanceof GatewayError)) return failures.at(-1);
    const waitMs = readyInMs(pools.of(model), clock.monotonic());
    if (failures.length === 1 && limit.retryAfterMs === null) return limit;
    const { kind, message, param, code, upstream } = limit;
    return new GatewayError(kind, message, { param, code, upstream, retryAfterMs: waitMs > 0 ? waitMs : null });
  }

  return {
    protocol: first.model.protocol,

    async *answer(call): AsyncGenerator<AnswerEvent, void, undefined> {
      const tried = new Set<number>();
      const failures: unknown[] = [];
      for (;;) {
        const { index, name, model, calledAt } = choose(call, tried);
        let isAccepted = false;
        try {
          for await (const event of model.answer(call)) {
            if (event.type === 'accepted') {
              isAccepted = true;
              pools.succeeded(call.model, index, calledAt);
              yield { ...event, credential: name };
            } else yield event;
          }
          return;
        } catch (error) {
          fail(call, index, calledAt, error);
          failures.push(error);
          if (isAccepted) throw error;
          if (!goesOn(call, error, tried)) throw worthTelling(call, failures);
        }
      }
    },

    async complete(call): Promise<CompletedAnswer> {
      const tried = new Set<number>();
      const failures: unknown[] = [];
      for (;;) {
        const { index, name, model, calledAt } = choose(call, tried);
        try {
          const answer = await model.complete(call);
          pools.succeeded(call.model, index, calledAt);
          return { ...answer, credential: name };
        } catch (error) {
          fail(call, index, calledAt, error);
          failures.push(error);
          if (!goesOn(call, error, tried)) throw worthTelling(call, failures);
        }
      }
    },
  };
}

function coolingUntil({ credentials }: CredentialPool, index: number): number {
  return credentials[index]?.coolingUntil ?? 0;
}

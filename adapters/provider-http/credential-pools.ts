import {
  afterFailure,
  afterSuccess,
  type CredentialPool,
  newCredentialPool,
} from '../../core/access/credential-pool.ts';
import type { GatewayError } from '../../core/errors/gateway-error.ts';

const maxModels = 1000;

/** The state of a provider's credentials: limits are each model's own, refusals hold for all models. */
export class CredentialPools {
  /** Without limits: what a model begins with. */
  #base: CredentialPool;
  readonly #byModel = new Map<string, CredentialPool>();

  constructor(count: number) {
    this.#base = newCredentialPool(count);
  }

  of(model: string): CredentialPool {
    return this.#byModel.get(model) ?? this.#base;
  }

  keep(model: string, pool: CredentialPool): void {
    // Clients can make up names of models.
    if (this.#byModel.size >= maxModels && !this.#byModel.has(model)) this.#byModel.clear();
    this.#byModel.set(model, pool);
  }

  succeeded(model: string, index: number, calledAt: number): void {
    this.#base = afterSuccess(this.#base, index, calledAt);
    this.keep(model, afterSuccess(this.of(model), index, calledAt));
  }

  failed(model: string, index: number, error: GatewayError, calledAt: number, now: number): void {
    const after = (pool: CredentialPool): CredentialPool => afterFailure(pool, index, error, calledAt, now);
    this.keep(model, after(this.of(model)));
    if (error.kind === 'rate-limit') return;
    this.#base = after(this.#base);
    for (const [other, pool] of this.#byModel) if (other !== model) this.#byModel.set(other, after(pool));
  }
}

import { AsyncLocalStorage } from 'node:async_hooks';
import type { ProviderFailure } from '../../core/ports/wire-codec.ts';
import type { ProviderHttpResponse } from '../provider-http/provider-http.ts';

/** What is known of a running call below the package: it asks for its HTTP through one function for all calls. */
export interface BridgedCall {
  readonly stream: boolean;
  readonly signal: AbortSignal;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
  /** The provider's latest answer. */
  response: ProviderHttpResponse | null;
  /** That answer as an error, when its status says it is one. */
  failure: ProviderFailure | null;
  /** Whether the stream's own end marker has come: what is left of the body is not part of the answer. */
  hasEnded: boolean;
}

/** The call on whose behalf code runs. */
export const bridgedCalls = new AsyncLocalStorage<BridgedCall>();

import { generateKeyPairSync } from 'node:crypto';
import { afterEach, beforeEach, expect } from '@jest/globals';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import type { TokenWorld } from '../../../adapters/vertexai/credentials/token-service.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';

export const cloudScope = 'https://www.googleapis.com/auth/cloud-platform';

export const { privateKey, publicKey } = generateKeyPairSync('rsa', {
  modulusLength: 2048,
  privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  publicKeyEncoding: { type: 'spki', format: 'pem' },
});

export interface TokenBench {
  readonly service: ScriptedUpstream;
  readonly world: TokenWorld;
  readonly signal: AbortSignal;
}

/** A token service on this machine. Call inside a file or a `describe`. */
export function useTokenBench(): TokenBench {
  let service: ScriptedUpstream | null = null;
  const world = { createHttp: (baseUrl: string) => createUndiciProviderHttp({ baseUrl }), clock: new FakeClock() };
  beforeEach(async () => {
    service = await startScriptedUpstream();
  });
  afterEach(async () => {
    await service?.close();
  });
  return {
    world,
    signal: new AbortController().signal,
    get service() {
      if (service === null) throw new Error('the service is there in tests only');
      return service;
    },
  };
}

export const granted = {
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ access_token: 'ya29.tide-token', expires_in: 3599, token_type: 'Bearer' }),
};

export async function failureOf(promise: Promise<unknown>): Promise<GatewayError> {
  const outcome = await promise.then(
    () => null,
    (error: unknown) => error,
  );
  expect(outcome).toBeInstanceOf(GatewayError);
  if (outcome instanceof GatewayError) return outcome;
  throw outcome;
}

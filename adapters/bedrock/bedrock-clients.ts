import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The SDK's clients for one provider, one per bound on connecting: the SDK ties that bound to a client. */
export interface BedrockClients {
  /**
   * @param connectMs bound on establishing a connection, milliseconds.
   * @throws GatewayError `shutting-down` once closed; whatever kept the client from being made.
   */
  client(connectMs: number): Promise<BedrockRuntimeClient>;
  /** Closes every connection; what runs still is broken off. */
  close(): Promise<void>;
}

/** @param create asked when a bound is first needed, and again only after it failed. */
export function createBedrockClients(create: (connectMs: number) => Promise<BedrockRuntimeClient>): BedrockClients {
  const clients = new Map<number, Promise<BedrockRuntimeClient>>();
  let isClosed = false;
  return {
    async client(connectMs) {
      if (isClosed) throw new GatewayError('shutting-down', 'The gateway is shutting down; try again.');
      const known = clients.get(connectMs);
      if (known !== undefined) return known;
      const made = create(connectMs);
      clients.set(connectMs, made);
      made.catch(() => clients.delete(connectMs));
      return made;
    },

    async close() {
      isClosed = true;
      await Promise.allSettled([...clients.values()].map(async (client) => (await client).destroy()));
    },
  };
}

import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The SDK's clients for one provider, one per bound on connecting: the SDK ties that bound to a client. */
export interface SdkClients<Client> {
  /**
   * @param connectMs bound on establishing a connection, milliseconds.
   * @throws GatewayError `shutting-down` once closed; whatever kept the client from being made.
   */
  client(connectMs: number): Promise<Client>;
  /** Closes every connection; what runs still is broken off. */
  close(): Promise<void>;
}

/** @param create asked when a bound is first needed, and again only after it failed. */
export function createSdkClients<Client extends { destroy(): void }>(
  create: (connectMs: number) => Promise<Client>,
): SdkClients<Client> {
  const clients = new Map<number, Promise<Client>>();
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

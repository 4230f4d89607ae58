import { once } from 'node:events';
import { createApp } from '../../adapters/http/app.ts';
import { createRefuse } from '../../adapters/http/refusal.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import type { SessionStore } from '../../core/ports/session-store.ts';
import { createDependencies } from '../../local/dependencies.ts';
import { readSettings } from '../../local/read-settings.ts';
import { createNodeServer } from '../../wiring/node-server/node-server.ts';

export interface ChangedGateway {
  readonly url: string;
  readonly gateway: Gateway;
  /** Messages of the notices so far. */
  notices(): readonly string[];
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  close(): Promise<void>;
}

/** The gateway with the embedded model, something in it exchanged. */
export async function startChangedGateway(change: (gateway: Gateway) => Partial<Gateway>): Promise<ChangedGateway> {
  const variables = { OLLAMA_BASE_URL: 'http://127.0.0.1:9' };
  const { config } = await readSettings({ configFile: null, host: null, port: 0, data: ':memory:', variables });
  let said = '';
  const dependencies = await createDependencies({
    config,
    ollamaModels: [],
    masterKey: null,
    maxConcurrent: 10,
    variables,
    loadsWeights: false,
    dataDirectory: ':memory:',
    logFormat: 'json',
    writeLog: (lines) => {
      said += lines;
    },
    report: () => {},
  });
  const { services: usual } = dependencies;
  const gateway = { ...usual.gateway, ...change(usual.gateway) };
  const services = { ...usual, gateway };
  const { headersMs, bodyMs } = config.limits;
  const { server } = createNodeServer({ app: createApp(services), refuse: createRefuse(services), headersMs, bodyMs });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`;
  return {
    url,
    gateway,
    notices() {
      dependencies.log.flush();
      const lines = said.split('\n').filter((line) => line.startsWith('{'));
      return lines
        .map((line) => JSON.parse(line))
        .flatMap(({ event, message }) => (event === 'notice' ? [message] : []));
    },
    send: (method, path, body, headers = {}) =>
      fetch(`${url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async close() {
      server.closeAllConnections();
      server.close();
      await dependencies.close();
    },
  };
}

/** A store of which some calls do something else. */
export function changedStore(store: SessionStore, change: Partial<SessionStore>): SessionStore {
  return new Proxy(store, {
    get(target, name) {
      const own: unknown = Reflect.get(change, name) ?? Reflect.get(target, name);
      return typeof own === 'function' ? own.bind(target) : own;
    },
  });
}

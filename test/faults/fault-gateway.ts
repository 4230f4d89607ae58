import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { refusedUrl } from '../support/scripted-upstream.ts';
import { Behaviours } from './behaviours.ts';
import { chatCompletionsWire } from './chat-completions-wire.ts';
import { type FaultyUpstream, startFaultyUpstream } from './faulty-upstream.ts';
import { messagesWire } from './messages-wire.ts';

/** The gateway's key at every provider: no client and no log may ever see it. */
export const providerKey = 'provider-key-4f1c8a90d2e7';
/** The key a client shows. */
export const masterKey = 'master-key-77ab03c1e9d5';

/** The two formats, with what answers in them. */
export const chat = new Behaviours(chatCompletionsWire);
export const messages = new Behaviours(messagesWire);

export interface FaultTarget {
  /**
   * Whose format the target's upstream speaks. `refused`: nothing listens there. `silent`: a connection is accepted
   * and its TLS never answered. Default `chat`.
   */
  readonly speaks?: 'chat' | 'messages' | 'refused' | 'silent';
  readonly prefill?: boolean;
  readonly contextWindow?: number;
}

export interface FaultGatewayOptions {
  /** By name, in the order in which the route tries them. */
  readonly targets: Readonly<Record<string, FaultTarget>>;
  /** The `resilience` of the file. Waits are short unless it says otherwise. */
  readonly resilience?: Readonly<Record<string, unknown>>;
  /** Further fields of the route. */
  readonly route?: Readonly<Record<string, unknown>>;
  /** Names of targets that the route reaches only by its fallbacks. */
  readonly apart?: readonly string[];
}

export interface FaultGateway {
  readonly gateway: TestGateway;
  readonly url: string;
  /** The upstream of a target. */
  upstream(target: string): FaultyUpstream;
  /** The event of the last request. */
  lastEvent(): Record<string, unknown>;
  close(): Promise<void>;
}

/** Waits that let a test of a fault take a part of a second. */
export const shortTimeouts = { connectMs: 500, firstTokenMs: 300, idleMs: 300, answerMs: 500, totalMs: 8000 };

/** A gateway with one route, `route`, and an upstream of its own for each of its targets. */
export async function startFaultGateway(options: FaultGatewayOptions): Promise<FaultGateway> {
  const upstreams = new Map<string, { close(): Promise<void> }>();
  const faulty = new Map<string, FaultyUpstream>();
  const providers: Record<string, unknown> = {};
  const targets: Record<string, unknown> = {};
  for (const [name, { speaks = 'chat', prefill, contextWindow }] of Object.entries(options.targets)) {
    let url: string;
    if (speaks === 'refused') url = refusedUrl;
    else if (speaks === 'silent') {
      const silent = await startSilentServer();
      upstreams.set(name, silent);
      url = silent.url;
    } else {
      const upstream = await startFaultyUpstream();
      upstreams.set(name, upstream);
      faulty.set(name, upstream);
      url = upstream.url;
    }
    providers[`at-${name}`] =
      speaks === 'messages'
        ? { kind: 'anthropic', baseUrl: url, apiKey: providerKey }
        : { kind: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: providerKey };
    targets[name] = {
      provider: `at-${name}`,
      model: `model-${name}`,
      ...(prefill === undefined ? {} : { capabilities: { prefill } }),
      ...(contextWindow === undefined ? {} : { contextWindow }),
    };
  }
  const { apart = [] } = options;
  const inOrder = Object.keys(targets).filter((name) => !apart.includes(name));
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers,
    targets,
    routes: { route: { targets: inOrder, ...options.route } },
    resilience: { timeouts: shortTimeouts, ...options.resilience },
  };
  // JSON is YAML.
  const gateway = await startTestGateway(JSON.stringify(config)).catch(async (error: unknown) => {
    await closeAll(upstreams);
    throw error;
  });
  return {
    gateway,
    url: gateway.url,
    upstream(target) {
      const upstream = faulty.get(target);
      if (!upstream) throw new Error(`${target} has no upstream`);
      return upstream;
    },
    lastEvent() {
      const event = gateway.events('request').at(-1);
      if (!event) throw new Error('no request was logged');
      return event;
    },
    async close() {
      await closeAll(upstreams);
      await gateway.drain();
    },
  };
}

/** Accepts connections and says nothing. */
async function startSilentServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    url: `https://127.0.0.1:${address.port}`,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

async function closeAll(upstreams: ReadonlyMap<string, { close(): Promise<void> }>): Promise<void> {
  await Promise.all([...upstreams.values()].map((upstream) => upstream.close()));
}

import { once } from 'node:events';
import { createServer } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { startTestGateway, type TestGateway } from '../../test/support/running-gateway.ts';
import { chatWire } from './upstream/chat-wire.ts';
import { messagesWire } from './upstream/messages-wire.ts';
import { startUpstream, type Upstream } from './upstream/start-upstream.ts';

/** The model of each vendor, by the name that clients ask for. */
export const models = { openai: 'gpt-scripted', anthropic: 'claude-scripted' } as const;
export type Vendor = keyof typeof models;

/** What follows the name of the model that is asked for the scenario `limited`. */
const limitedSuffix = '-limited';

/** The key that clients show. */
export const clientKey = 'client-key-91c3d7';

/** How soon a provider must see that a client has left. */
const leaveBoundMs = 1000;

/** A gateway between clients and a scripted model of each vendor. */
export interface Bed {
  readonly gateway: TestGateway;
  readonly upstreams: Readonly<Record<Vendor, Upstream>>;
  /** Clients that have left ask here, `?vendor=…`, whether the provider has noticed in time. */
  readonly controlUrl: string;
  close(): Promise<void>;
}

export async function startBed(): Promise<Bed> {
  const upstreams = { openai: await startUpstream(chatWire), anthropic: await startUpstream(messagesWire) };
  const apiKey = 'provider-key-77ad01';
  const capabilities = { structuredOutput: true, images: true, tools: true, documents: true };
  const providersNamed = (suffix: string) => ({
    [`chat${suffix}`]: { kind: 'openai-compatible', baseUrl: `${upstreams.openai.url}/v1`, apiKey },
    [`messages${suffix}`]: { kind: 'anthropic', baseUrl: upstreams.anthropic.url, apiKey },
  });
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      ...providersNamed(''),
      // A model that is limited is left alone for a while: it must not be the one that the other checks ask.
      ...providersNamed(limitedSuffix),
    },
    targets: Object.fromEntries(
      ['', limitedSuffix].flatMap((suffix) => [
        [`${models.openai}${suffix}`, { provider: `chat${suffix}`, model: `scripted${suffix}`, capabilities }],
        [`${models.anthropic}${suffix}`, { provider: `messages${suffix}`, model: `scripted${suffix}`, capabilities }],
      ]),
    ),
    // LlamaIndex asks for no model whose name it does not know.
    routes: {
      'gpt-4o': { targets: [models.openai] },
      'gpt-4o-mini': { targets: [models.anthropic] },
      'gpt-4.1': { targets: [`${models.openai}${limitedSuffix}`] },
      'gpt-4.1-mini': { targets: [`${models.anthropic}${limitedSuffix}`] },
    },
    resilience: { retries: 0, breaker: { failures: 1000 } },
  };
  // JSON is YAML.
  const gateway = await startTestGateway(JSON.stringify(config), { CATO_MASTER_KEY: clientKey });
  const control = createServer(async ({ url = '' }, response) => {
    const vendor = new URL(url, 'http://127.0.0.1').searchParams.get('vendor') === 'anthropic' ? 'anthropic' : 'openai';
    const end = Date.now() + leaveBoundMs;
    const hasLeft = (): boolean => (upstreams[vendor].requests.at(-1)?.leftAt ?? null) !== null;
    while (!hasLeft() && Date.now() < end) await sleep(10);
    response.end(JSON.stringify({ left: hasLeft() }));
  });
  control.listen(0, '127.0.0.1');
  await once(control, 'listening');
  const address = control.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return {
    gateway,
    upstreams,
    controlUrl: `http://127.0.0.1:${address.port}`,
    async close() {
      control.close();
      control.closeAllConnections();
      await Promise.all([gateway.drain(), upstreams.openai.close(), upstreams.anthropic.close()]);
    },
  };
}

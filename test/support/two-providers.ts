import OpenAI from 'openai';
import { messagesWire } from '../faults/messages-wire.ts';
import type { Reply } from '../faults/reply.ts';
import { startTestGateway, type TestGateway } from './running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from './scripted-upstream.ts';
import type { ScriptedAnswer } from './scripted-upstream-answer.ts';

/** A gateway with two models: `gpt` behind Chat Completions and `claude` behind Anthropic's Messages. */
export interface TwoProviders {
  readonly gateway: TestGateway;
  readonly gpt: ScriptedUpstream;
  readonly claude: ScriptedUpstream;
  /** OpenAI's own client, which does not try again by itself. */
  readonly client: OpenAI;
  send(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Response>;
  /** Ends the program and starts it again over the same state. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** @param data the folder where state is kept; default none. */
export async function startTwoProviders(data = ':memory:'): Promise<TwoProviders> {
  const gpt = await startScriptedUpstream();
  const claude = await startScriptedUpstream();
  const config = {
    version: 1,
    allowLiteralSecrets: true,
    providers: {
      mock: { kind: 'openai-compatible', baseUrl: `${gpt.url}/v1`, apiKey: 'provider-key-0123456789' },
      anthropic: { kind: 'anthropic', baseUrl: claude.url, apiKey: 'provider-key-0123456789' },
    },
    targets: {
      gpt: { provider: 'mock', model: 'model-a' },
      claude: { provider: 'anthropic', model: 'model-c', capabilities: { reasoning: true } },
    },
    routes: { either: { targets: ['gpt', 'claude'] } },
    resilience: { retries: 0, breaker: { failures: 1000 } },
  };
  const start = () => startTestGateway(JSON.stringify(config), {}, data);
  let gateway = await start();
  const clientOf = () => new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'any', maxRetries: 0 });
  return {
    get gateway() {
      return gateway;
    },
    gpt,
    claude,
    get client() {
      return clientOf();
    },
    send: (method, path, body, headers = {}) =>
      fetch(`${gateway.url}${path}`, {
        method,
        headers: { 'content-type': 'application/json', ...headers },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    async restart() {
      await gateway.drain();
      gateway = await start();
    },
    async close() {
      await gateway.drain();
      await gpt.close();
      await claude.close();
    },
  };
}

/** The body that an upstream was sent last. */
export function lastBody(upstream: ScriptedUpstream): Record<string, unknown> {
  return JSON.parse(upstream.requests.at(-1)?.body ?? '{}');
}

/** An answer of Anthropic's; made from public wire documentation, not recorded. */
export function claudeAnswer(reply: Reply): ScriptedAnswer {
  return { headers: { 'content-type': 'application/json' }, body: messagesWire.whole(reply, 'up') };
}

export function claudeStream(reply: Reply): ScriptedAnswer {
  const body = Buffer.concat(messagesWire.stream(reply, 'up', 5).map(({ bytes }) => Buffer.from(bytes)));
  return { headers: { 'content-type': 'text/event-stream' }, body };
}

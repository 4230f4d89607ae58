import { readStreamFixture, readWholeFixture } from '../contracts/chat-model/read-fixture.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { startScriptedBedrock } from '../support/scripted-bedrock.ts';
import { startScriptedUpstream } from '../support/scripted-upstream.ts';

/** What a provider of another wire format is to answer, whichever format that is. */
export type Played =
  | 'text'
  | 'tools'
  | 'structured'
  | 'cached'
  | 'length'
  | 'filtered'
  | 'error-in-stream'
  | 'rate-limit'
  | 'context-too-long';

/** A gateway whose provider speaks another format than the client. */
export interface TranslatingGateway {
  readonly gateway: TestGateway;
  /** Each must be asked for before the next is played. */
  play(answer: Played): void;
  /** The body of the last request that reached the provider. */
  lastBody(): Record<string, unknown>;
  close(): Promise<void>;
}

const anthropicNames: Readonly<Record<Played, string>> = {
  text: 'text',
  tools: 'tools',
  structured: 'structured',
  cached: 'usage-cached',
  length: 'stop-length',
  filtered: 'stop-filtered',
  'error-in-stream': 'error-in-stream',
  'rate-limit': 'error-rate-limit',
  'context-too-long': 'error-context-too-long',
};

const bedrockNames: Readonly<Record<Played, string>> = {
  text: 'text',
  tools: 'parallel-tools',
  structured: 'structured-output',
  cached: 'cache-usage',
  length: 'stop-max-tokens',
  filtered: 'stop-guardrail-intervened',
  'error-in-stream': 'stream-exception-throttling',
  'rate-limit': 'error-throttling',
  'context-too-long': 'error-context-too-long',
};

export async function startAnthropicGateway(): Promise<TranslatingGateway> {
  const upstream = await startScriptedUpstream();
  const provider = `{ kind: anthropic, baseUrl: "${upstream.url}", apiKey: provider-key-0123456789 }`;
  const gateway = await startTestGateway(config(provider, 'claude-haiku-5-5'));
  return {
    gateway,
    play(answer) {
      const name = anthropicNames[answer];
      upstream.play(({ body }) =>
        (JSON.parse(body).stream === true && !name.startsWith('error-')) || name === 'error-in-stream'
          ? readStreamFixture('anthropic', name)
          : readWholeFixture('anthropic', name),
      );
    },
    lastBody: () => JSON.parse(upstream.requests.at(-1)?.body ?? '{}'),
    async close() {
      await gateway.drain();
      await upstream.close();
    },
  };
}

const credentialNames = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_PROFILE',
  'AWS_BEARER_TOKEN_BEDROCK',
];

export async function startBedrockGateway(): Promise<TranslatingGateway> {
  // The SDK reads the credentials of the process; a person's own must neither be used nor needed.
  const own = credentialNames.map((name) => [name, process.env[name]] as const);
  for (const name of credentialNames) delete process.env[name];
  process.env.AWS_ACCESS_KEY_ID = 'test-access-key';
  process.env.AWS_SECRET_ACCESS_KEY = 'test-secret-key';
  const upstream = await startScriptedBedrock();
  const provider = `{ kind: bedrock, region: us-east-1, endpoint: "${upstream.url}" }`;
  const gateway = await startTestGateway(config(provider, 'us.anthropic.claude-haiku-5-5'));
  return {
    gateway,
    play: (answer) => upstream.play(bedrockNames[answer]),
    lastBody: () => Object(upstream.requests.at(-1)?.body),
    async close() {
      await gateway.drain();
      await upstream.close();
      for (const [name, value] of own) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    },
  };
}

/** Who is told to come back later is waited for: what tests that has a model of its own. */
function config(provider: string, model: string): string {
  return `
version: 1
allowLiteralSecrets: true
resilience: { retries: 0 }
providers: { mock: ${provider} }
targets:
  first: { provider: mock, model: ${model}, capabilities: { structuredOutput: true } }
  limited: { provider: mock, model: ${model.replace('haiku', 'sonnet')} }
routes:
  test: { targets: [first] }
  busy: { targets: [limited] }
`;
}

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { drain } from '../../local/drain.ts';
import { startGateway } from '../../local/start-gateway.ts';

export interface TestGateway {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  /** The events it logged so far, of one kind. */
  events(kind: 'request' | 'notice'): Record<string, unknown>[];
  /** Everything it has said, to search for what must not be there. */
  said(): string;
  post(body: unknown, headers?: Record<string, string>, signal?: AbortSignal): Promise<Response>;
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Drains it, as a signal would. */
  drain(): Promise<void>;
}

/**
 * The local program itself, in this process: real sockets, its own configuration, nothing of the machine's environment.
 * @param data the folder where it keeps its state; default none.
 */
export async function startTestGateway(
  yaml: string | null,
  variables: Record<string, string> = {},
  data = ':memory:',
): Promise<TestGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'cato-gateway-'));
  const configFile = yaml === null ? null : join(folder, 'cato.yaml');
  if (configFile !== null && yaml !== null) writeFileSync(configFile, yaml);
  let said = '';
  const say = (text: string): void => {
    said += text;
  };
  try {
    const running = await startGateway({
      configFile,
      host: null,
      port: 0,
      data,
      json: true,
      // Nothing listens at the discard port: a machine with an Ollama must not change what a test sees.
      variables: { OLLAMA_BASE_URL: 'http://127.0.0.1:9', ...variables },
      isTerminal: false,
      writeOut: say,
      writeError: say,
    });
    const url = running.address;
    let drained: Promise<void> | null = null;
    return {
      url,
      said: () => {
        running.dependencies.log.flush();
        return said;
      },
      events(kind) {
        running.dependencies.log.flush();
        const lines = said.split('\n').filter((line) => line.startsWith('{'));
        return lines.map((line): Record<string, unknown> => JSON.parse(line)).filter(({ event }) => event === kind);
      },
      post: (body, headers = {}, signal) =>
        fetch(`${url}/v1/chat/completions`, {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: typeof body === 'string' ? body : JSON.stringify(body),
          ...(signal ? { signal } : {}),
        }),
      get: (path, headers = {}) => fetch(`${url}${path}`, { headers }),
      drain: () => {
        drained ??= drain(running);
        return drained;
      },
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A configuration with one OpenAI-compatible provider, `mock`, and one route to it, `test`. */
export function mockConfig(upstreamUrl: string, more = ''): string {
  return `
version: 1
allowLiteralSecrets: true
providers:
  mock:
    kind: openai-compatible
    baseUrl: "${upstreamUrl}/v1"
    apiKey: provider-key-0123456789
    # One target takes the faults of many tests.
    resilience: { breaker: { failures: 1000 } }
targets:
  first: { provider: mock, model: model-a }
  second: { provider: mock, model: model-b }
routes:
  test: { targets: [first] }
  pair: { targets: [first, second] }
${more}`;
}

/** Resolves when a condition holds; fails after a generous bound. */
export async function eventually(condition: () => boolean, what: string, boundMs = 5000): Promise<void> {
  const end = Date.now() + boundMs;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`never happened: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

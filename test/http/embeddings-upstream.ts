import { toFloat32Base64 } from '../../core/embeddings/float32-base64.ts';
import type { TestGateway } from '../support/running-gateway.ts';
import type { Script } from '../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../support/scripted-upstream-answer.ts';

export function config(url: string): string {
  return `
version: 1
allowLiteralSecrets: true
providers:
  mock: { kind: openai-compatible, baseUrl: "${url}/v1", apiKey: provider-key-0123456789, resilience: { breaker: { failures: 1000 } } }
  spare: { kind: openai-compatible, baseUrl: "${url}/spare/v1", resilience: { breaker: { failures: 1000 } } }
  openai: { kind: openai, baseUrl: "${url}/openai/v1", apiKey: provider-key-0123456789 }
  aws: { kind: bedrock, region: us-east-1, endpoint: "${url}" }
  anthropic: { kind: anthropic, baseUrl: "${url}", apiKey: provider-key-0123456789 }
targets:
  vectors: { provider: mock, model: vectors-1, contextWindow: 1000, price: { input: 2, output: 0 } }
  same: { provider: spare, model: vectors-1, contextWindow: 1000 }
  other: { provider: spare, model: vectors-2 }
  claude: { provider: anthropic, model: claude-sonnet-5-5 }
  once: { provider: mock, model: vectors-3, resilience: { retries: 0 } }
routes:
  search: { targets: [claude, once, vectors, other, same] }
  pair: { targets: [vectors, other, same] }
  lenient: { targets: [vectors], dropUnsupported: true }
  claude-only: { targets: [claude] }
  tiered: { tiers: { simple: [vectors], complex: [other] } }
  ruled: { targets: [vectors], rules: [{ when: { header.x-app: chat }, targets: [claude] }] }
  last: { targets: [claude], fallbacks: { contentPolicy: [vectors] } }
`;
}

/** Numbers that 32 bits hold exactly, and some that they do not. */
export const vectorOf = (text: string): number[] => [text.length, 0.5, -0.1, 0.007_233_4];

/** As a provider answers; made from public wire documentation, not recorded. */
export const speaking: Script = (request) => {
  const { input, encoding_format: encoding } = JSON.parse(request.body);
  const inputs: unknown[] = Array.isArray(input) && typeof input[0] !== 'number' ? input : [input];
  return embeddings(
    inputs.map((each) => vectorOf(String(each))),
    encoding === 'base64',
  );
};

export function embeddings(vectors: readonly number[][], isBase64: boolean): ScriptedAnswer {
  const data = vectors.map((vector, index) => ({
    object: 'embedding',
    index,
    embedding: isBase64 ? toFloat32Base64(vector) : vector,
  }));
  return {
    headers: { 'content-type': 'application/json', 'x-request-id': 'up-req-1' },
    body: JSON.stringify({
      object: 'list',
      data,
      model: 'vectors-1-2026',
      usage: { prompt_tokens: 500_000, total_tokens: 500_000 },
      extra: { kept: true },
    }),
  };
}

export function ask(
  gateway: TestGateway,
  body: unknown,
  path = '/v1/embeddings',
  signal?: AbortSignal,
  headers = {},
): Promise<Response> {
  return fetch(`${gateway.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...(signal ? { signal } : {}),
  });
}

export function answerOf(script: Script, request: Parameters<Extract<Script, (...given: never) => unknown>>[0]) {
  return typeof script === 'function' ? script(request) : script;
}

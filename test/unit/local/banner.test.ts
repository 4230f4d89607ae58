import { execFileSync } from 'node:child_process';
import { afterEach, expect, test } from '@jest/globals';
import { startTestGateway, type TestGateway } from '../../support/running-gateway.ts';

const masterKey = 'master-key-abcdefghij';
const manyRoutes = Array.from({ length: 12 }, (_, index) => `  route-${index}: { targets: [first] }`).join('\n');
const compatible = 'mock: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" }';
const file = `
version: 1
provider: mock
providers:
  ${compatible}
  other: { kind: anthropic }
  third: { kind: bedrock }
  fourth: { kind: openai }
targets: { first: { provider: mock, model: model-a } }
routes:
${manyRoutes}
`;

const variants: readonly [string, string | null, Record<string, string>][] = [
  ['no configuration at all', null, {}],
  ['a provider found in the environment', null, { OPENAI_API_KEY: 'sk-test-0123456789' }],
  ['every provider found, and a key', null, { ...allKeys(), CATO_MASTER_KEY: masterKey }],
  ['a file with many routes and warnings', file, {}],
  ['a file and a key', file, { CATO_MASTER_KEY: masterKey }],
  ['another address', null, { HOST: '::1' }],
  ['all addresses and a key', null, { HOST: '0.0.0.0', CATO_MASTER_KEY: masterKey }],
];

let gateway: TestGateway | null = null;
afterEach(async () => {
  await gateway?.drain();
  gateway = null;
});

function allKeys(): Record<string, string> {
  return {
    OPENAI_API_KEY: 'sk-test-0123456789',
    ANTHROPIC_API_KEY: 'sk-ant-0123456789',
    AWS_ACCESS_KEY_ID: 'AKIAEXAMPLEEXAMPLE00',
    AWS_SECRET_ACCESS_KEY: 'secret-0123456789',
    AWS_REGION: 'us-east-1',
  };
}

async function bannerOf(yaml: string | null, variables: Record<string, string>): Promise<string[]> {
  gateway = await startTestGateway(yaml, variables);
  const said = gateway.said();
  const end = said.indexOf('\n', said.indexOf('curl '));
  return said.slice(0, end).split('\n');
}

/** The words a shell makes of a line, with these variables set. */
function shellWords(line: string, variables: Record<string, string>): string[] {
  const script = `curl() { printf '%s\\0' "$@"; }\n${line}`;
  return execFileSync('sh', ['-c', script], { env: variables, encoding: 'utf8' }).split('\0').slice(0, -1);
}

test.each(variants)('with %s it has at most ten lines and no secret', async (_what, yaml, variables) => {
  const lines = await bannerOf(yaml, variables);
  expect(lines.length).toBeLessThanOrEqual(10);
  expect(lines[0]).toContain(`${gateway?.url}/v1`);
  for (const [name, value] of Object.entries(variables)) {
    if (/KEY/.test(name)) expect(lines.join('\n')).not.toContain(value);
  }
});

test.each([
  ['0.0.0.0', 'http://127.0.0.1:'],
  ['::', 'http://[::1]:'],
])('on %s it gives an address that can be called, and says that there are others', async (host, start) => {
  const [first = '', ...others] = await bannerOf(null, { HOST: host, CATO_MASTER_KEY: masterKey });
  const address = first.match(/is ready: (http:\S+)\/v1 and on all addresses/)?.[1] ?? '';
  expect(address).toMatch(start);
  expect(others.at(-1)).toContain(`curl -N ${address}/v1/`);
  expect((await fetch(`${address}/health`, { headers: { 'x-api-key': masterKey } })).status).toBe(200);
});

test('on one address it speaks of no others', async () => {
  expect((await bannerOf(null, {}))[0]).not.toContain('all addresses');
});

test('where no Ollama answers it says so', async () => {
  gateway = await startTestGateway(null, { LLM_PROVIDER: 'ollama' });
  expect(gateway.said()).toMatch(/Warning +no Ollama answers at http:\/\/127\.0\.0\.1:9: start it with `ollama serve`/);
  expect(gateway.said()).toContain('No model can be asked for yet');
});

test('it shows some routes and counts the others', async () => {
  const lines = await bannerOf(file, {});
  expect(lines.find((line) => line.includes('Models'))).toMatch(/route-5 → mock\/model-a, and 6 more$/);
});

test.each(variants)('with %s its curl line is one a shell understands', async (_what, yaml, variables) => {
  const line = (await bannerOf(yaml, variables)).at(-1) ?? '';
  const words = shellWords(line.trim(), variables);
  expect(words[0]).toBe('-N');
  expect(words[1]).toBe(`${gateway?.url}/v1/chat/completions`);
  const headers = words.filter((_, index) => words[index - 1] === '-H');
  expect(headers).toContain('Content-Type: application/json');
  expect(headers.includes(`Authorization: Bearer ${masterKey}`)).toBe('CATO_MASTER_KEY' in variables);
  expect(JSON.parse(words[words.indexOf('-d') + 1] ?? '')).toMatchObject({
    stream: true,
    messages: [{ role: 'user' }],
  });
});

test('what the curl line sends is answered', async () => {
  const line = (await bannerOf(null, { CATO_MASTER_KEY: masterKey })).at(-1) ?? '';
  const words = shellWords(line.trim(), { CATO_MASTER_KEY: masterKey });
  const headers = words.filter((_, index) => words[index - 1] === '-H').map((header) => header.split(': '));
  const response = await fetch(words[1] ?? '', {
    method: 'POST',
    headers: Object.fromEntries(headers),
    body: words[words.indexOf('-d') + 1] ?? '',
  });
  expect(response.status).toBe(200);
  expect(await response.text()).toMatch(/391.*\[DONE\]/s);
});

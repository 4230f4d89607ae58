import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { addCheck } from '../../../bin/commands/check.ts';
import { runInProcess } from './command-in-process.ts';

let folder: string;
const at = (file: string): string => join(folder, file);

const good = `version: 1
providers:
  bedrock: { kind: bedrock, region: eu-west-1 }
  other: { kind: openai-compatible, baseUrl: https://other.example/v1, apiKey: secret:other-key }
targets:
  one: { provider: bedrock, model: amazon.nova-lite-v1:0 }
  two: { provider: other, model: m, price: { input: 1, output: 2 } }
routes:
  auto: { targets: [one, two] }
`;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cato-check-deployed-'));
  writeFileSync(at('good.yaml'), good);
  writeFileSync(at('keys.yaml'), good.replace('secret:other-key', 'env:OTHER_KEY'));
  writeFileSync(
    at('refused.yaml'),
    `version: 1
providers:
  here: { kind: ollama }
  weights: { kind: llama-cpp }
  package: { kind: ai-sdk, package: some-package }
  google: { kind: vertexai, project: p, credentialsFile: key.json }
targets:
  one: { provider: here, model: m }
routes:
  auto: { targets: [one], choose: least-busy }
limits: { maxBodyBytes: 20000000 }
`,
  );
  writeFileSync(
    at('container.yaml'),
    `${good.replace('targets: [one, two]', 'targets: [one, two], choose: least-busy')}deploy: { compute: container }\n`,
  );
  writeFileSync(
    at('batches.yaml'),
    good
      .replace('kind: openai-compatible, baseUrl: https://other.example/v1', 'kind: openai')
      .replace('model: m,', 'model: m, batch: provider,'),
  );
  writeFileSync(at('live.yaml'), good.replace('input: 1', 'input: 3').replace('[one, two]', '[two, one]'));
  writeFileSync(
    at('changed.yaml'),
    `${good.replace('eu-west-1', 'eu-west-3').replace('targets:\n', 'targets:\n  three: { provider: other, model: n }\n')}deploy: { prefix: mine }\n`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

const check = (...words: string[]) => runInProcess(addCheck, ['check', '--deployed', ...words], {});
const told = async (...words: string[]) => JSON.parse((await check('--json', ...words)).out);

test('a configuration that can be deployed is said to be one, and no secret is asked for', async () => {
  expect(await check(at('good.yaml'))).toEqual({
    exitCode: 0,
    out: expect.stringContaining('can be deployed'),
    error: '',
  });
});

test('what leads nowhere when deployed is told with its place', async () => {
  const { exitCode, out } = await check(at('keys.yaml'));
  expect(exitCode).toBe(1);
  expect(out).toMatch(/keys\.yaml:4:\d+ error providers\.other\.apiKey: `env:` references lead nowhere when deployed/);
});

test('what a target has for batches is told to be of no use: files and batches are not served', async () => {
  const { ok, warnings } = await told(at('batches.yaml'));
  expect([ok, warnings[0]]).toEqual([
    true,
    expect.stringMatching(/^targets\.two\.batch .*not served.*background: true/),
  ]);
  expect((await check(at('batches.yaml'))).out).toContain('warning: targets.two.batch is provider');
});

test('what does not exist where it is deployed is refused by name', async () => {
  const { ok, refused, warnings } = await told(at('refused.yaml'));
  expect(ok).toBe(false);
  expect(refused.join('\n')).toMatch(/providers\.here is at http:\/\/127\.0\.0\.1:11434/);
  expect(refused.join('\n')).toMatch(/providers\.weights is of kind llama-cpp/);
  expect(refused.join('\n')).toMatch(/providers\.package is of kind ai-sdk/);
  expect(refused.join('\n')).toMatch(/providers\.google\.credentialsFile/);
  expect(refused.join('\n')).toMatch(/routes\.auto\.choose is least-busy/);
  expect(warnings.join('\n')).toMatch(/limits\.maxBodyBytes is 20000000/);
});

test('a container sees all of its calls, so it may choose the least busy', async () => {
  expect(await told(at('container.yaml'))).toMatchObject({ ok: true, refused: [] });
});

test('changes are told apart: live ones, and those that need a deployment', async () => {
  expect(await told('--against', at('good.yaml'), at('live.yaml'))).toMatchObject({ ok: true, deployChanges: [] });
  const { deployChanges } = await told('--against', at('good.yaml'), at('changed.yaml'));
  expect(deployChanges).toEqual(['providers.bedrock.region', 'targets.three', 'deploy']);
  expect((await check('--against', at('good.yaml'), at('changed.yaml'))).out).toContain(
    'needs cdk deploy: targets.three',
  );
});

test('a file that is not there is told', async () => {
  expect(await check(at('none.yaml'))).toMatchObject({ exitCode: 1, error: expect.stringContaining('none.yaml') });
});

import { afterAll, expect, test } from '@jest/globals';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import { mockDocument } from '../support/lambda/deployed-gateway.ts';
import { invokeValue } from '../support/lambda/invoke-value.ts';

const document = mockDocument('https://provider.example');
const validator = new DeployedFunction({
  folder: bundleFolder({ entry: 'validate-configuration', document: JSON.stringify(document) }),
  variables: {},
  timeoutMs: 15_000,
});
afterAll(() => validator.forget());

/** As AppConfig asks; made from its public documentation, not recorded. */
function validate(text: string): Promise<unknown> {
  return invokeValue(validator, {
    applicationId: 'abc1234',
    configurationProfileId: 'def5678',
    configurationVersion: '2',
    content: Buffer.from(text).toString('base64'),
    uri: 'hosted',
  });
}

test('what the gateway would take is taken: the deployed document, and live changes, as JSON or YAML', async () => {
  await validate(JSON.stringify(document));
  await validate(JSON.stringify({ ...document, routes: { test: { targets: ['mock'], choose: 'cheapest' } } }));
  await validate(`version: 1
providers: { mock: { kind: openai-compatible, baseUrl: 'https://provider.example/v1', apiKey: 'secret:provider-key' } }
targets: { mock: { provider: mock, model: mock-model } }
routes: { other: { targets: [mock] } }
`);
});

test('a change that only a deployment makes is refused, and named', async () => {
  const providers = {
    mock: { kind: 'openai-compatible', baseUrl: 'https://elsewhere.example/v1', apiKey: 'secret:other' },
  };
  await expect(validate(JSON.stringify({ ...document, providers }))).rejects.toThrow(
    'providers.mock.baseUrl, providers.mock.apiKey can only be changed by a deployment',
  );
});

test('a fault is refused with its place, and what does not exist here by name', async () => {
  await expect(validate(JSON.stringify({ ...document, rutes: {} }))).rejects.toThrow(/rutes.*`routes`/);
  const busy = { ...document, routes: { test: { targets: ['mock'], choose: 'least-busy' } } };
  await expect(validate(JSON.stringify(busy))).rejects.toThrow('routes.test.choose is least-busy');
  await expect(validate('')).rejects.toThrow('is empty');
});

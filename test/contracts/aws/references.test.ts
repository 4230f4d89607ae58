import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, expect, jest, test } from '@jest/globals';
import { referencesIn, resolveReferences } from '../../../adapters/aws-references/resolve-references.ts';
import { startAwsServices } from '../../support/lambda/aws-services.ts';

const services = await startAwsServices();
const place = {
  region: 'eu-west-1',
  endpoint: services.url,
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  maxAttempts: 1,
};
const [secrets, parameters] = [new SecretsManagerClient(place), new SSMClient(place)];
const follow = (...references: string[]) =>
  resolveReferences(new Set(references), { secrets, parameters: async () => parameters });

afterAll(async () => {
  secrets.destroy();
  parameters.destroy();
  await services.close();
});

test('references of a document are found wherever they stand', () => {
  const document = { a: 'secret:one', b: [{ c: 'ssm:/two' }, 'secret: one'], d: 'env:THREE', e: null };
  expect([...referencesIn(document)].sort()).toEqual(['secret:one', 'ssm:/two']);
});

test('secrets and parameters are read, many at a time, and a secret with one field is that field', async () => {
  services.secrets.set('plain', 'text');
  services.secrets.set('field', '{"apiKey":"inner"}');
  services.secrets.set('fields', '{"a":"1","b":"2"}');
  const names = Array.from({ length: 23 }, (_, index) => `/p/${index}`);
  for (const name of names) services.parameters.set(name, `value of ${name}`);
  services.calls.length = 0;
  const { values, failures } = await follow(
    'secret:plain',
    'secret:field',
    'secret:fields',
    ...names.map((name) => `ssm:${name}`),
  );
  expect(values.get('secret:plain')).toBe('text');
  expect(values.get('secret:field')).toBe('inner');
  expect(values.get('secret:fields')).toBe('{"a":"1","b":"2"}');
  expect(values.get('ssm:/p/22')).toBe('value of /p/22');
  expect(failures.size).toBe(0);
  expect(services.calls.filter(({ operation }) => operation.endsWith('GetParameters'))).toHaveLength(3);
});

test('what leads to nothing is named with the reason, never with a value', async () => {
  services.parameters.set('/there', 'v');
  const { values, failures } = await follow('secret:gone', 'ssm:/gone', 'ssm:/there');
  expect([...values]).toEqual([['ssm:/there', 'v']]);
  expect([...failures]).toEqual(
    expect.arrayContaining([
      ['secret:gone', 'ResourceNotFoundException'],
      ['ssm:/gone', 'ParameterNotFound'],
    ]),
  );
});

test('a configuration without parameters never asks for their client', async () => {
  const asked = resolveReferences(new Set(['secret:plain']), {
    secrets,
    parameters: () => Promise.reject(new Error('it was asked for')),
  });
  expect((await asked).values.get('secret:plain')).toBe('text');
});

test.each([
  ['SecretsManager', 'secret:plain'],
  ['AmazonSSM', 'ssm:/there'],
])('%s is not waited for without end', async (service, reference) => {
  const over = new AbortController();
  const bound = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal);
  services.silent.add(service);
  services.calls.length = 0;
  const asked = follow(reference);
  while (services.calls.length === 0) await new Promise(setImmediate);
  over.abort();
  expect((await asked).failures.has(reference)).toBe(true);
  expect(bound).toHaveBeenCalledWith(5_000);
  services.silent.clear();
  bound.mockRestore();
});

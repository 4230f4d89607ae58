import { afterAll, expect, test } from '@jest/globals';
import { gatewayEnvironment } from '../../lambdas/gateway/environment.ts';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { startAwsServices } from '../support/lambda/aws-services.ts';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import {
  backgroundMachine,
  deploymentValues,
  masterKey,
  masterKeySecret,
  mockDocument,
} from '../support/lambda/deployed-gateway.ts';
import { invokeValue } from '../support/lambda/invoke-value.ts';

const services = await startAwsServices();
const document = JSON.stringify(mockDocument('https://provider.example'));
services.secrets.set(masterKeySecret, masterKey);
services.secrets.set('provider-key', 'key-of-the-provider');
services.documents.set('configuration', { text: document, version: '7' });
services.documents.set('orchestration', {
  text: JSON.stringify({ use_new_orchestrator: { percentage: 10 }, background_answers: { enabled: false } }),
  version: '1',
});
const admin = new DeployedFunction({
  folder: bundleFolder({ entry: 'admin', document }),
  timeoutMs: 15_000,
  variables: {
    AWS_ENDPOINT_URL: services.url,
    ...gatewayEnvironment.toVariables({
      ...deploymentValues,
      corsOrigins: 'https://app.example.com',
      masterKeySecret,
      backgroundMachine,
    }),
  },
});
afterAll(async () => {
  await admin.forget();
  await services.close();
});

async function get(path: string, key = masterKey) {
  const { statusCode, body } = (await invokeValue(admin, {
    httpMethod: 'GET',
    path,
    multiValueHeaders: { Authorization: [`Bearer ${key}`] },
    multiValueQueryStringParameters: null,
    body: null,
    isBase64Encoded: false,
  })) as { statusCode: number; body: string };
  return { statusCode, body: JSON.parse(body) as Record<string, unknown> };
}

test('operators see what all processes share: configuration, breakers, flags; nobody else sees anything', async () => {
  expect(await get('/api/admin/cato/status', 'wrong')).toMatchObject({ statusCode: 401 });
  expect(await get('/api/admin/cato/status')).toMatchObject({
    statusCode: 200,
    body: {
      health: { status: 'ready', region: 'eu-west-1', configuration: { version: '7', refused: null } },
      providers: [{ name: 'mock', kind: 'openai-compatible', origin: 'file' }],
      targets: [{ target: 'mock/mock-model', breaker: { phase: 'closed' } }],
      flags: {
        use_new_orchestrator: { enabled: true, percentage: 10 },
        background_answers: { enabled: false, percentage: null },
        stream_recovery: null,
      },
    },
  });
  expect(services.calls.map(({ operation }) => operation)).toContain('DynamoDB.BatchGetItem');
});

test('a request is looked for in the log, and other paths are not there', async () => {
  const { statusCode, body } = await get('/api/admin/cato/requests/req_1');
  expect({ statusCode, body }).toMatchObject({
    statusCode: 404,
    body: { error: { message: expect.stringContaining('log group') } },
  });
  expect(await get('/api/admin/other')).toMatchObject({ statusCode: 404 });
});

test('answers may be read by pages of the configured origins, and of no others', async () => {
  const ask = async (origin: string) => {
    const { headers } = (await invokeValue(admin, {
      httpMethod: 'GET',
      path: '/api/admin/cato/status',
      multiValueHeaders: { Authorization: [`Bearer ${masterKey}`], origin: [origin] },
      multiValueQueryStringParameters: null,
      body: null,
      isBase64Encoded: false,
    })) as { headers: Record<string, string> };
    return headers['access-control-allow-origin'] ?? null;
  };
  expect(await ask('https://app.example.com')).toBe('https://app.example.com');
  expect(await ask('https://other.example.com')).toBeNull();
});

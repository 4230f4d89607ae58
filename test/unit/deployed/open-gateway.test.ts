import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { json } from 'node:stream/consumers';
import { afterAll, describe, expect, test } from '@jest/globals';
import { LambdaExchange } from '../../../adapters/http/lambda-exchange.ts';
import type { EffectiveConfig } from '../../../config/effective-config.ts';
import { gatewayEnvironment } from '../../../lambdas/gateway/environment.ts';
import { type OpenGateway, openGateway, type ServingApp } from '../../../lambdas/gateway/open-gateway.ts';
import { LiveGateway } from '../../../wiring/deployed/live-gateway.ts';
import { backgroundMachine, deploymentValues, masterKeySecret } from '../../support/lambda/deployed-gateway.ts';

const taskRoot = mkdtempSync(join(tmpdir(), 'cato-open-gateway-'));
writeFileSync(join(taskRoot, 'config.json'), '{}');
afterAll(() => rmSync(taskRoot, { recursive: true }));

const variables = {
  AWS_REGION: 'eu-west-1',
  ...gatewayEnvironment.toVariables({ ...deploymentValues, corsOrigins: '', masterKeySecret, backgroundMachine }),
};

function open(build: () => Promise<ServingApp>): OpenGateway {
  const configuration = { config: {} as EffectiveConfig, version: '1' };
  const createDependencies = () => new LiveGateway<ServingApp>({ current: async () => configuration, build });
  return openGateway({ variables, taskRoot, createDependencies });
}

async function ask(gateway: OpenGateway) {
  const body = new PassThrough();
  const told = json(body);
  let status = 0;
  const exchange = new LambdaExchange({
    event: { httpMethod: 'POST', path: '/v1/responses' },
    remainingMs: 10_000,
    open(code) {
      status = code;
      return body;
    },
  });
  await gateway.serve(exchange);
  return [status, await told];
}

const fails = async () => {
  throw new Error('a fault');
};

describe('a gateway function', () => {
  test('that cannot start says so, and when to come back', async () => {
    const gateway = open(fails);
    expect(await ask(gateway)).toMatchObject([503, { error: { message: expect.stringContaining('cannot start') } }]);
    await gateway.work.settled(5_000);
  });

  test('whose app has a fault says that it is one: it has started', async () => {
    const gateway = open(async () => ({ serve: fails, close: async () => undefined }));
    expect(await ask(gateway)).toMatchObject([500, { error: { message: expect.stringContaining('itself failed') } }]);
    await gateway.work.settled(5_000);
  });
});

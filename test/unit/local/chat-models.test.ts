import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSystemClock } from '../../../adapters/system-clock/system-clock.ts';
import type { EffectiveProvider } from '../../../config/effective-provider.ts';
import { connectProviders } from '../../../wiring/chat-models.ts';
import { type ScriptedBedrock, startScriptedBedrock } from '../../support/scripted-bedrock.ts';
import { callOf } from '../bedrock/bedrock-call.ts';

/** The SDK's own chain is asked, as in production. */
const keys = { AWS_ACCESS_KEY_ID: 'test-access-key', AWS_SECRET_ACCESS_KEY: 'test-secret-key' };
let server: ScriptedBedrock;

beforeEach(async () => {
  Object.assign(process.env, keys);
  server = await startScriptedBedrock();
});
afterEach(async () => {
  for (const name of Object.keys(keys)) delete process.env[name];
  await server.close();
});

test('closing the connections of all providers closes those of Bedrock', async () => {
  server.play('text');
  const { chatModels, close } = connectProviders([bedrock(server.url)], {
    clock: createSystemClock(),
    variables: {},
    dataFolder: '.cato',
    loadsWeights: false,
    targets: [],
    notice: () => {},
  });
  await chatModels.get('aws')?.[0]?.complete(callOf());
  expect(await server.openConnections()).toBe(1);
  await close();
  while ((await server.openConnections()) > 0) await delay(1);
});

function bedrock(endpoint: string): EffectiveProvider {
  return {
    name: 'aws',
    kind: 'bedrock',
    preset: null,
    origin: 'file',
    evidence: 'configured',
    baseUrl: null,
    apiKey: null,
    otherApiKeys: [],
    proxy: null,
    region: 'us-east-1',
    endpoint,
    organization: null,
    project: null,
    vertex: null,
    azure: null,
    sageMaker: null,
    weights: null,
    bridge: null,
    api: 'converse',
    model: null,
    allowedBetas: null,
    streamUsage: true,
    resilience: null,
  };
}

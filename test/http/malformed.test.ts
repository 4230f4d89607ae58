import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { checkHealth } from '../malformed/gateway-health.ts';
import { runCampaign } from '../malformed/run-campaign.ts';
import { showRequest } from '../malformed/show-request.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';

const count = 2000;
let gateway: TestGateway;

beforeAll(async () => {
  gateway = await startTestGateway(null);
});
afterAll(() => gateway.drain());

test(`${count} malformed requests are each answered with a readable error, or their connection ended`, async () => {
  const { done, violations, outcomes } = await runCampaign({
    address: gateway.url,
    seed: 20_261_121,
    count,
    concurrency: 8,
    boundMs: 15_000,
  });
  expect(violations.map(({ index, request, what }) => `${index}: ${what}\n${showRequest(request)}`)).toEqual([]);
  expect(done).toBe(count);
  // A campaign that never gets through, or is never refused, tests nothing.
  expect(outcomes.get('200')).toBeGreaterThan(count / 10);
  expect(outcomes.get('400')).toBeGreaterThan(count / 10);
  expect(await checkHealth(gateway.url)).toEqual({ fault: null });
  expect(gateway.events('notice').filter(({ level }) => level === 'error')).toEqual([]);
}, 60_000);

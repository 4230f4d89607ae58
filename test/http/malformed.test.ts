import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readStreamFixture, readWholeFixture } from '../contracts/chat-model/read-fixture.ts';
import { impolite, impossibleHeads } from '../malformed/connection-faults.ts';
import { checkHealth } from '../malformed/gateway-health.ts';
import { generateRequest } from '../malformed/generate-request.ts';
import type { MalformedRequest } from '../malformed/malformed-request.ts';
import { type CampaignResult, runCampaign } from '../malformed/run-campaign.ts';
import { showRequest } from '../malformed/show-request.ts';
import { chatAnswer, chatStream } from '../support/chat-wire.ts';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';

const seed = 20_261_121;
const patienceMs = 60_000;

let upstream: ScriptedUpstream;
const gateways: TestGateway[] = [];

beforeAll(async () => {
  upstream = await startScriptedUpstream();
  upstream.play(({ path, body }) => {
    const isStreamed = JSON.parse(body).stream === true;
    if (!path.endsWith('/messages')) return isStreamed ? chatStream('hi') : chatAnswer('hi');
    return isStreamed ? readStreamFixture('anthropic', 'text') : readWholeFixture('anthropic', 'text');
  });
});
afterAll(async () => {
  await Promise.all(gateways.map((gateway) => gateway.drain()));
  await upstream.close();
});

async function campaign(
  yaml: string | null,
  count: number,
  generate = generateRequest,
  leastOfEach = count / 10,
): Promise<CampaignResult & { readonly gateway: TestGateway }> {
  const gateway = await startTestGateway(yaml);
  gateways.push(gateway);
  const result = await runCampaign({ address: gateway.url, seed, count, concurrency: 8, boundMs: 15_000, generate });
  const shown = result.violations.map(({ index, request, what }) => `${index}: ${what}\n${showRequest(request)}`);
  expect(shown).toEqual([]);
  expect(result.done).toBe(count);
  // A campaign that never gets through, or is never refused, tests nothing.
  expect(result.outcomes.get('200')).toBeGreaterThan(leastOfEach);
  expect(result.outcomes.get('400')).toBeGreaterThan(leastOfEach);
  expect(gateway.events('notice').filter(({ level }) => level === 'error')).toEqual([]);
  return { ...result, gateway };
}

describe('malformed requests are each answered with a readable error, or their connection ended', () => {
  test(
    'by the embedded model, and a sound one is answered afterwards',
    async () => {
      const { gateway } = await campaign(null, 600);
      expect(await checkHealth(gateway.url)).toEqual({ fault: null });
    },
    patienceMs,
  );

  test(
    'each head that no careful client writes',
    async () => {
      const generate = (_seed: number, index: number): MalformedRequest => ({
        fault: 'impossible head',
        ...impolite([Buffer.from(impossibleHeads[index] ?? '', 'latin1')]),
      });
      await campaign(null, impossibleHeads.length, generate, 1);
    },
    patienceMs,
  );

  test(
    'where they are translated for a provider of another format',
    async () => {
      const provider = `{ kind: anthropic, baseUrl: "${upstream.url}", apiKey: provider-key-0123456789 }`;
      await campaign(oneProvider(provider, 'claude-haiku-5-5'), 250);
    },
    patienceMs,
  );

  test(
    'where they are forwarded to a provider of the same format',
    async () => {
      const provider = `{ kind: openai-compatible, baseUrl: "${upstream.url}/v1", apiKey: provider-key-0123456789 }`;
      await campaign(oneProvider(provider, 'model-a'), 250, forwarded);
    },
    patienceMs,
  );
});

/** What is forwarded is the provider's to refuse. */
function forwarded(campaignSeed: number, index: number): MalformedRequest {
  const request = generateRequest(campaignSeed, index);
  return request.expects === 'refusal' ? { ...request, expects: 'answer' } : request;
}

function oneProvider(provider: string, model: string): string {
  return `
version: 1
allowLiteralSecrets: true
dropUnsupported: true
providers: { mock: ${provider} }
targets: { first: { provider: mock, model: ${model} } }
routes: { auto: { targets: [first] } }
`;
}

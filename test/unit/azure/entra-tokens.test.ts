import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import {
  clientSecretTokens,
  managedIdentityTokens,
  workloadIdentityTokens,
} from '../../../adapters/azure/entra-tokens.ts';
import type { FetchedToken } from '../../../adapters/provider-http/credential-token-cache.ts';
import type { ProviderHttp } from '../../../adapters/provider-http/provider-http.ts';
import { createUndiciProviderHttp } from '../../../adapters/provider-http/undici-provider-http.ts';
import { Secret } from '../../../core/access/secret.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { refusedUrl, type ScriptedUpstream, startScriptedUpstream } from '../../support/scripted-upstream.ts';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

// Answers here are made from public wire documentation, not recorded.
let authority: ScriptedUpstream;
let http: ProviderHttp;
const clock = new FakeClock();
const application = { tenantId: 'tide-tenant', clientId: 'tide-client', clock };

beforeEach(async () => {
  authority = await startScriptedUpstream();
  http = createUndiciProviderHttp({ baseUrl: authority.url });
});

afterEach(async () => {
  await http.close();
  await authority.close();
});

function json(body: object, status = 200): ScriptedAnswer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

async function given(fetchToken: (signal: AbortSignal) => Promise<FetchedToken>): Promise<[string, number]> {
  const { token, lifeMs } = await fetchToken(new AbortController().signal);
  return [token.reveal(), lifeMs];
}

function withSecret(): (signal: AbortSignal) => Promise<FetchedToken> {
  return clientSecretTokens({ http, ...application, clientSecret: new Secret('s3cret+&=') });
}

test('an application with a secret asks its tenant for a token for Azure OpenAI', async () => {
  authority.play(json({ token_type: 'Bearer', expires_in: 3599, access_token: 'eyToken' }));
  expect(await given(withSecret())).toEqual(['eyToken', 3_599_000]);
  const [seen] = authority.requests;
  expect([seen?.method, seen?.path]).toEqual(['POST', '/tide-tenant/oauth2/v2.0/token']);
  expect(seen?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(Object.fromEntries(new URLSearchParams(seen?.body))).toEqual({
    grant_type: 'client_credentials',
    client_id: 'tide-client',
    client_secret: 's3cret+&=',
    scope: 'https://cognitiveservices.azure.com/.default',
  });
});

test('a workload shows its federated token, read anew each time', async () => {
  authority.play(json({ expires_in: '3599', access_token: 'eyToken' }));
  let reads = 0;
  const fetchToken = workloadIdentityTokens({
    http,
    ...application,
    readAssertion: async () => {
      reads += 1;
      return `assertion-${reads}\n`;
    },
  });
  expect([await given(fetchToken), await given(fetchToken)]).toEqual([
    ['eyToken', 3_599_000],
    ['eyToken', 3_599_000],
  ]);
  const assertions = authority.requests.map(({ body }) => new URLSearchParams(body).get('client_assertion'));
  expect(assertions).toEqual(['assertion-1', 'assertion-2']);
  expect(authority.requests[0]?.body).toContain(
    'client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer',
  );
});

test('a federated token that cannot be read is our own lack of credentials', async () => {
  const readAssertion = () => Promise.reject(new Error('ENOENT: no such file'));
  const fetchToken = workloadIdentityTokens({ http, ...application, readAssertion });
  await expect(given(fetchToken)).rejects.toMatchObject({
    kind: 'upstream-auth',
    message: 'The federated token cannot be read: ENOENT: no such file',
  });
});

describe('a managed identity', () => {
  test('is asked for at the instance, by its client id where there are several', async () => {
    authority.play(json({ access_token: 'eyToken', expires_in: '86399', expires_on: '1', resource: 'r' }));
    expect(await given(managedIdentityTokens({ http, clock, clientId: null }))).toEqual(['eyToken', 86_399_000]);
    await given(managedIdentityTokens({ http, clock, clientId: 'c-1' }));
    const [one, two] = authority.requests;
    expect([one?.method, one?.headers.metadata]).toEqual(['GET', 'true']);
    expect([one?.path, two?.path]).toEqual([
      '/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com',
      '/metadata/identity/oauth2/token?api-version=2018-02-01&resource=https%3A%2F%2Fcognitiveservices.azure.com&client_id=c-1',
    ]);
  });

  test('of an app service is asked for where that says, and ends when it says', async () => {
    const expires_on = String(clock.now() / 1000 + 600);
    authority.play(json({ access_token: 'eyToken', expires_on, resource: 'r', token_type: 'Bearer' }));
    const appService = createUndiciProviderHttp({ baseUrl: `${authority.url}/msi/token` });
    const appServiceHeader = new Secret('h-1');
    const fetchToken = managedIdentityTokens({ http: appService, clock, clientId: null, appServiceHeader });
    expect(await given(fetchToken)).toEqual(['eyToken', 600_000]);
    const [seen] = authority.requests;
    expect(seen?.path).toBe('/msi/token?api-version=2019-08-01&resource=https%3A%2F%2Fcognitiveservices.azure.com');
    expect(seen?.headers).toMatchObject({ 'x-identity-header': 'h-1' });
    await appService.close();
  });

  test('that is not there is our own lack of credentials', async () => {
    const nowhere = createUndiciProviderHttp({ baseUrl: refusedUrl });
    await expect(given(managedIdentityTokens({ http: nowhere, clock, clientId: null }))).rejects.toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringMatching(/^No managed identity is to be had here: /),
    });
    await nowhere.close();
  });
});

describe('an authority that gives no token', () => {
  test.each([
    [
      json({ error: 'invalid_client', error_description: 'AADSTS7000215: s3cret+&= is wrong.\r\nTrace ID: 1' }, 401),
      'upstream-auth',
      "Entra ID refused the gateway's identity (401): AADSTS7000215: [redacted] is wrong.",
    ],
    [
      json({ error: 'invalid_request' }, 400),
      'upstream-auth',
      "Entra ID refused the gateway's identity (400): invalid_request",
    ],
    [json({}, 429), 'upstream-fault', 'Entra ID gave no token (429)'],
    [{ status: 503, body: '<html>' }, 'upstream-fault', 'Entra ID gave no token (503)'],
    [
      { status: 302, headers: { location: 'https://elsewhere.example' } },
      'upstream-fault',
      'Entra ID gave no token (302)',
    ],
    [json({ token_type: 'Bearer' }), 'upstream-fault', 'Entra ID answered without a token that can be used.'],
    [
      json({ access_token: 'x', expires_in: 0 }),
      'upstream-fault',
      'Entra ID answered without a token that can be used.',
    ],
  ] as const)('is told by its kind, without the secret: %j', async (answer, kind, message) => {
    authority.play(answer);
    await expect(given(withSecret())).rejects.toMatchObject({ kind, message });
  });
});

import { createPublicKey, verify } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import { createTokenSource } from '../../../adapters/vertexai/credentials/create-token-source.ts';
import { createMetadataServer } from '../../../adapters/vertexai/credentials/metadata-server.ts';
import { refusedUrl } from '../../support/scripted-upstream.ts';
import { cloudScope, failureOf, granted, privateKey, publicKey, useTokenBench } from './token-bench.ts';

const bench = useTokenBench();

function serviceAccount(over: object = {}) {
  const token_uri = `${bench.service.url}/token`;
  return {
    type: 'service_account',
    client_email: 'tide@tide-project.iam.gserviceaccount.com',
    private_key: privateKey,
    private_key_id: 'key-1',
    token_uri,
    ...over,
  };
}

function authorizedUser() {
  const token_uri = `${bench.service.url}/token?x=1`;
  return { type: 'authorized_user', client_id: 'cid', client_secret: 'c-secret', refresh_token: 'r-token', token_uri };
}

function part(jwt: string, index: number): unknown {
  return JSON.parse(Buffer.from(jwt.split('.')[index] ?? '', 'base64url').toString());
}

describe('a service account', () => {
  test('shows a statement signed with its key', async () => {
    bench.service.play(granted);
    const token = await createTokenSource(serviceAccount(), bench.world).fetch(bench.signal);
    expect([token.value.reveal(), token.expiresAt]).toEqual(['ya29.tide-token', bench.world.clock.now() + 3_599_000]);
    const [request] = bench.service.requests;
    const form = new URLSearchParams(request?.body);
    const assertion = form.get('assertion') ?? '';
    const issuedAt = Math.floor(bench.world.clock.now() / 1000);
    expect([request?.method, request?.path]).toEqual(['POST', '/token']);
    expect(form.get('grant_type')).toBe('urn:ietf:params:oauth:grant-type:jwt-bearer');
    expect(part(assertion, 0)).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'key-1' });
    expect(part(assertion, 1)).toEqual({
      iss: 'tide@tide-project.iam.gserviceaccount.com',
      scope: cloudScope,
      aud: `${bench.service.url}/token`,
      iat: issuedAt,
      exp: issuedAt + 3600,
    });
    const [head, claims, signature = ''] = assertion.split('.');
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify('RSA-SHA256', signed, createPublicKey(publicKey), Buffer.from(signature, 'base64url'))).toBe(true);
  });

  test.each([
    [
      400,
      '{"error":"invalid_grant","error_description":"Invalid JWT Signature. ECHO"}',
      'upstream-auth',
      'invalid_grant: Invalid',
    ],
    [401, '<html>', 'upstream-auth', 'HTTP 401'],
    [429, '{}', 'overloaded', 'HTTP 429'],
    [500, '{}', 'upstream-fault', 'HTTP 500'],
    [503, '{}', 'overloaded', 'HTTP 503'],
    [302, '', 'upstream-auth', 'HTTP 302'],
    [200, '{}', 'broken-answer', 'other than an access token'],
    [200, '[', 'broken-answer', 'other than an access token'],
    [200, '{"access_token":"line\\r\\nbreak"}', 'broken-answer', 'other than an access token'],
  ])('answered %i %s fails as %s, without secrets', async (status, body, kind, message) => {
    bench.service.play((request) => {
      const assertion = new URLSearchParams(request.body).get('assertion') ?? '';
      return { status, headers: { location: 'http://elsewhere.test/' }, body: body.replace('ECHO', assertion) };
    });
    const failure = await failureOf(createTokenSource(serviceAccount(), bench.world).fetch(bench.signal));
    expect(failure).toMatchObject({ kind, message: expect.stringContaining(message) });
    const assertion = new URLSearchParams(bench.service.requests[0]?.body).get('assertion') ?? '';
    expect(failure.message).not.toContain(assertion.slice(0, 40));
    expect(failure.message).not.toContain('PRIVATE KEY');
    expect(bench.service.requests).toHaveLength(1);
  });

  test('is given up when the wait ends', async () => {
    bench.service.play({ delayMs: 60_000 });
    const controller = new AbortController();
    const fetching = createTokenSource(serviceAccount(), bench.world).fetch(controller.signal);
    const outcome = fetching.catch((error: unknown) => error);
    while (bench.service.requests.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    controller.abort('over');
    expect(await outcome).toBe('over');
    await bench.service.requests[0]?.clientLeft;
  });
});

test('a person is known by a refresh token, which no error tells', async () => {
  bench.service.play(granted);
  const source = createTokenSource(authorizedUser(), bench.world);
  expect((await source.fetch(bench.signal)).value.reveal()).toBe('ya29.tide-token');
  const [request] = bench.service.requests;
  expect(request?.path).toBe('/token?x=1');
  expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
    grant_type: 'refresh_token',
    client_id: 'cid',
    client_secret: 'c-secret',
    refresh_token: 'r-token',
  });
  bench.service.play({
    status: 400,
    body: '{"error":"invalid_grant","error_description":"r-token of c-secret revoked"}',
  });
  const failure = await failureOf(source.fetch(bench.signal));
  expect(failure.message).toContain('[redacted] of [redacted] revoked');
});

describe('the metadata server', () => {
  test('gives the token of the account this machine runs as', async () => {
    bench.service.play(granted);
    const source = createMetadataServer(bench.world, new URL(bench.service.url).host);
    expect((await source.fetch(bench.signal)).value.reveal()).toBe('ya29.tide-token');
    const [request] = bench.service.requests;
    expect(request?.path).toBe('/computeMetadata/v1/instance/service-accounts/default/token');
    expect(request?.headers['metadata-flavor']).toBe('Google');
  });

  test('that is not there means that credentials are missing, and that is said', async () => {
    const source = createMetadataServer(bench.world, new URL(refusedUrl).host);
    const failure = await failureOf(source.fetch(bench.signal));
    expect(failure).toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringContaining('GOOGLE_APPLICATION_CREDENTIALS'),
    });
  });

  test('is asked on this machine or its own link alone', () => {
    expect(() => createMetadataServer(bench.world, 'elsewhere.test')).toThrow(TypeError);
  });
});

test('credentials that borrow a service account show its own token', async () => {
  const expireTime = '2026-11-21T12:30:00Z';
  bench.service.play(granted, { body: JSON.stringify({ accessToken: 'ya29.borrowed', expireTime }) });
  const credentials = {
    type: 'impersonated_service_account',
    source_credentials: authorizedUser(),
    service_account_impersonation_url: `${bench.service.url}/v1/projects/-/serviceAccounts/a@b:generateAccessToken`,
    delegates: ['projects/-/serviceAccounts/c@d'],
  };
  const token = await createTokenSource(credentials, bench.world).fetch(bench.signal);
  expect([token.value.reveal(), token.expiresAt]).toEqual(['ya29.borrowed', Date.parse(expireTime)]);
  const request = bench.service.requests[1];
  expect(request?.headers.authorization).toBe('Bearer ya29.tide-token');
  expect(JSON.parse(request?.body ?? '')).toEqual({
    scope: [cloudScope],
    lifetime: '3600s',
    delegates: ['projects/-/serviceAccounts/c@d'],
  });
});

test.each([
  ['no object', [], 'JSON object'],
  ['another type', { type: 'gdch_service_account' }, 'service_account'],
  ['no key', { type: 'service_account', client_email: 'a@b' }, '`private_key`'],
  ['a key that is none', { type: 'service_account', client_email: 'a@b', private_key: 'top-secret-text' }, 'PEM'],
  [
    'plain http',
    { ...{ type: 'service_account', client_email: 'a@b', private_key: privateKey }, token_uri: 'http://evil.test/' },
    'https',
  ],
  [
    'credentials in the address',
    { type: 'service_account', client_email: 'a@b', private_key: privateKey, token_uri: 'https://u:p@x.test/' },
    'https',
  ],
  [
    'no refresh token',
    { type: 'authorized_user', client_id: 'a', client_secret: 'top-secret-text' },
    '`refresh_token`',
  ],
])('credentials with %s are refused, naming the field and no value', (_, credentials, message) => {
  let thrown: unknown = null;
  try {
    createTokenSource(credentials, bench.world);
  } catch (error) {
    thrown = error;
  }
  expect(thrown).toBeInstanceOf(TypeError);
  expect(String(thrown)).toContain(message);
  expect(String(thrown)).not.toMatch(/top-secret|PRIVATE KEY|u:p/);
});

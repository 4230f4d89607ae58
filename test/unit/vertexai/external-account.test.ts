import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createTokenSource } from '../../../adapters/vertexai/credentials/create-token-source.ts';
import { cloudScope, failureOf, granted, useTokenBench } from './token-bench.ts';

const bench = useTokenBench();
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cato-subject-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const audience = '//iam.googleapis.com/projects/1/locations/global/workloadIdentityPools/tide/providers/port';

function account(credential_source: object, over: object = {}) {
  return {
    type: 'external_account',
    audience,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: `${bench.service.url}/v1/token`,
    credential_source,
    ...over,
  };
}

test('the token in a file is exchanged, and read again each time', async () => {
  const file = join(folder, 'token');
  await writeFile(file, ' subject-one\n');
  const source = createTokenSource(account({ file }), bench.world);
  bench.service.play(granted);
  expect((await source.fetch(bench.signal)).value.reveal()).toBe('ya29.tide-token');
  await writeFile(file, 'subject-two');
  await source.fetch(bench.signal);
  const forms = bench.service.requests.map(({ body }) => Object.fromEntries(new URLSearchParams(body)));
  expect(forms[0]).toEqual({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    audience,
    requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    subject_token: 'subject-one',
    scope: cloudScope,
  });
  expect(forms[1]?.subject_token).toBe('subject-two');
});

test('the token at an address is asked for with its headers, taken from its field, and may borrow a service account', async () => {
  const url = `${bench.service.url}/identity?audience=a`;
  const credentials = account(
    { url, headers: { Metadata: 'True' }, format: { type: 'json', subject_token_field_name: 'id_token' } },
    {
      service_account_impersonation_url: `${bench.service.url}/v1/sa:generateAccessToken`,
      service_account_impersonation: { token_lifetime_seconds: 600 },
    },
  );
  bench.service.play({ body: '{"id_token":"subject-url"}' }, granted, { body: '{"accessToken":"ya29.borrowed"}' });
  const token = await createTokenSource(credentials, bench.world).fetch(bench.signal);
  expect([token.value.reveal(), token.expiresAt]).toEqual(['ya29.borrowed', bench.world.clock.now() + 600_000]);
  const [identity, exchange, borrow] = bench.service.requests;
  expect([identity?.method, identity?.path, identity?.headers.metadata]).toEqual([
    'GET',
    '/identity?audience=a',
    'True',
  ]);
  expect(new URLSearchParams(exchange?.body).get('subject_token')).toBe('subject-url');
  expect(borrow?.headers.authorization).toBe('Bearer ya29.tide-token');
  expect(JSON.parse(borrow?.body ?? '')).toEqual({ scope: [cloudScope], lifetime: '600s' });
});

test('a client of its own is named in the exchange, a project of a workforce only without one', async () => {
  const file = join(folder, 'token');
  await writeFile(file, 'subject-one');
  bench.service.play(granted);
  const pool = { workforce_pool_user_project: 'tide-project' };
  await createTokenSource(account({ file }, pool), bench.world).fetch(bench.signal);
  await createTokenSource(account({ file }, { ...pool, client_id: 'cid', client_secret: 's+1' }), bench.world).fetch(
    bench.signal,
  );
  const [plain, known] = bench.service.requests;
  expect(new URLSearchParams(plain?.body).get('options')).toBe('{"userProject":"tide-project"}');
  expect(plain?.headers.authorization).toBeUndefined();
  expect(new URLSearchParams(known?.body).get('options')).toBeNull();
  expect(known?.headers.authorization).toBe(`Basic ${Buffer.from('cid:s%2B1').toString('base64')}`);
});

test('a refusal is told without the subject token', async () => {
  const file = join(folder, 'token');
  await writeFile(file, 'subject-one');
  bench.service.play({ status: 400, body: '{"error":"invalid_grant","error_description":"subject-one is stale"}' });
  const failure = await failureOf(createTokenSource(account({ file }), bench.world).fetch(bench.signal));
  expect(failure.kind).toBe('upstream-auth');
  expect(failure.message).toContain('invalid_grant: [redacted] is stale');
});

test.each([
  ['not there', null, {}],
  ['empty', ' \n', {}],
  ['no JSON', 'x', { format: { type: 'json', subject_token_field_name: 'a' } }],
  ['without its field', '{"b":"x"}', { format: { type: 'json', subject_token_field_name: 'a' } }],
])('a file that is %s is no token', async (_, content, format) => {
  const file = join(folder, 'token');
  if (content !== null) await writeFile(file, content);
  const source = createTokenSource(account({ file, ...format }), bench.world);
  expect(await failureOf(source.fetch(bench.signal))).toMatchObject({ kind: 'upstream-auth' });
  expect(bench.service.requests).toEqual([]);
});

test.each([
  [{ environment_id: 'aws1', regional_cred_verification_url: 'https://x.test' }, 'environment_id'],
  [{ executable: { command: 'x' } }, 'executable'],
  [{ certificate: {} }, 'certificate'],
  [{}, '`file` or `url`'],
  [{ url: 'http://elsewhere.test/' }, '`url`'],
  [{ file: 'x', format: { type: 'json' } }, 'subject_token_field_name'],
])('%j is refused by name', (source, name) => {
  expect(() => createTokenSource(account(source), bench.world)).toThrow(name);
});

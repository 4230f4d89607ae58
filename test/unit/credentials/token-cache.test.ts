import { beforeEach, expect, test } from '@jest/globals';
import { keyAuthorization, tokenAuthorization } from '../../../adapters/provider-http/credential-authorization.ts';
import {
  createTokenCache,
  type FetchedToken,
  type TokenCache,
} from '../../../adapters/provider-http/credential-token-cache.ts';
import { Secret } from '../../../core/access/secret.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const hourMs = 3_600_000;

interface Request {
  readonly signal: AbortSignal;
  readonly give: (token: string, lifeMs?: number) => void;
  readonly fail: (error: unknown) => void;
}

let clock: FakeClock;
let requests: Request[];
let tokens: TokenCache;

beforeEach(() => {
  clock = new FakeClock();
  requests = [];
  tokens = createTokenCache({
    clock,
    fetchToken: (signal) =>
      new Promise<FetchedToken>((resolve, reject) => {
        const give = (token: string, lifeMs = hourMs): void => resolve({ token: new Secret(token), lifeMs });
        requests.push({ signal, give, fail: reject });
      }),
  });
});

function ask(signal = new AbortController().signal): Promise<string> {
  return tokens.token(signal).then((token) => token.reveal());
}

async function askWith(token: string, lifeMs?: number): Promise<string> {
  const asked = ask();
  requests.at(-1)?.give(token, lifeMs);
  return await asked;
}

test('many calls at once wait for one request, and later ones for none', async () => {
  const asked = [ask(), ask(), ask()];
  expect(requests).toHaveLength(1);
  requests[0]?.give('one');
  expect(await Promise.all(asked)).toEqual(['one', 'one', 'one']);
  expect([await ask(), requests.length]).toEqual(['one', 1]);
});

test('a token is renewed five minutes before its end, by one request, while it is still given out', async () => {
  await askWith('one');
  await clock.advance(55 * 60_000 - 1);
  await ask();
  expect(requests).toHaveLength(1);
  await clock.advance(1);
  expect([await ask(), await ask(), requests.length]).toEqual(['one', 'one', 2]);
  requests[1]?.give('two');
  await clock.advance(0);
  expect([await ask(), requests.length]).toEqual(['two', 2]);
});

test('a short-lived token is renewed in its last fifth', async () => {
  await askWith('one', 100_000);
  await clock.advance(80_000);
  expect([await ask(), requests.length]).toEqual(['one', 2]);
});

test('a renewal that fails is tried again after a while, and calls go on with the old token until it ends', async () => {
  await askWith('one');
  await clock.advance(56 * 60_000);
  await ask();
  requests[1]?.fail(new GatewayError('upstream-fault', 'not now'));
  await clock.advance(0);
  expect([await ask(), requests.length]).toEqual(['one', 2]);
  await clock.advance(2000);
  expect([await ask(), requests.length]).toEqual(['one', 3]);
});

test('a token that has ended is not given out', async () => {
  await askWith('one');
  await clock.advance(hourMs);
  expect(await askWith('two')).toBe('two');
});

test('a failure is told to all who wait and, for two seconds, to all who come', async () => {
  const asked = Promise.allSettled([ask(), ask()]);
  const refused = new GatewayError('upstream-auth', 'no');
  requests[0]?.fail(refused);
  expect(await asked).toEqual([
    { status: 'rejected', reason: refused },
    { status: 'rejected', reason: refused },
  ]);
  await expect(ask()).rejects.toBe(refused);
  expect(requests).toHaveLength(1);
  await clock.advance(2000);
  expect([await askWith('one'), requests.length]).toEqual(['one', 2]);
});

test('an identity service that is silent is given up after ten seconds', async () => {
  const asked = expect(ask()).rejects.toMatchObject({ kind: 'timeout' });
  await clock.advance(10_000);
  await asked;
  expect(requests[0]?.signal.aborted).toBe(true);
});

test('a caller who leaves does not take the token from the others', async () => {
  const leaving = new AbortController();
  const gone = expect(ask(leaving.signal)).rejects.toBe('gone');
  const staying = ask();
  leaving.abort('gone');
  await gone;
  expect(requests[0]?.signal.aborted).toBe(false);
  requests[0]?.give('one');
  expect(await staying).toBe('one');
});

test('a refused token is fetched anew, unless it is new', async () => {
  const authorization = tokenAuthorization(tokens);
  await askWith('one');
  authorization.refused();
  expect([await ask(), requests.length]).toEqual(['one', 1]);
  await clock.advance(30_001);
  authorization.refused();
  expect(await askWith('two')).toBe('two');
});

test('tokens go out as bearer, and the ones that may be on their way are known for secrets', async () => {
  const authorization = tokenAuthorization(tokens);
  const { secrets } = authorization;
  await askWith('one');
  const { signal } = new AbortController();
  expect(await authorization.headers(signal)).toEqual({ authorization: 'Bearer one' });
  for (const token of ['two', 'three']) {
    await clock.advance(hourMs);
    await askWith(token);
  }
  expect(secrets.map((secret) => secret.reveal())).toEqual(['two', 'three']);
});

test('a key goes out in its own header', async () => {
  const key = new Secret('k');
  const { headers, secrets } = keyAuthorization('api-key', key);
  expect([await headers(new AbortController().signal), secrets]).toEqual([{ 'api-key': 'k' }, [key]]);
});

import { describe, expect, test } from '@jest/globals';
import { environmentProxy, parseProxy } from '../../../adapters/provider-http/proxy-setting.ts';

function environmentHost(baseUrl: string, environment: Record<string, string>): string | null {
  return environmentProxy(baseUrl, environment)?.host ?? null;
}

test('credentials are taken out of the address and decoded', () => {
  const proxy = parseProxy('http://us%40er:p%3Aw@proxy.example:3128/');
  const { urlWithCredentials, authorization } = proxy;
  expect({
    ...proxy,
    authorization: authorization?.reveal(),
    urlWithCredentials: urlWithCredentials.reveal(),
  }).toEqual({
    url: 'http://proxy.example:3128',
    host: 'proxy.example:3128',
    authorization: `Basic ${Buffer.from('us@er:p:w').toString('base64')}`,
    urlWithCredentials: 'http://us%40er:p%3Aw@proxy.example:3128/',
  });
  expect(JSON.stringify(proxy)).not.toContain('p:w');
});

test.each(['proxy.example:3128', 'https://proxy.example', 'http://[::1]:8080'])('%s needs no credentials', (text) => {
  expect(parseProxy(text).authorization).toBeNull();
});

test.each(['socks5://secret@proxy.example', 'http://', 'ftp://user:secret@x', 'http://user:secret@bad host'])(
  '%s is refused, without being repeated',
  (text) => {
    expect(() => parseProxy(text)).toThrow(TypeError);
    expect(() => parseProxy(text)).not.toThrow(/secret/);
  },
);

describe('the environment', () => {
  const environment = { HTTPS_PROXY: 'http://secure:1', HTTP_PROXY: 'http://plain:2' };

  test('names a proxy for each scheme, small letters first', () => {
    expect(environmentHost('https://api.example/v1', environment)).toBe('secure:1');
    expect(environmentHost('http://api.example', environment)).toBe('plain:2');
    expect(environmentHost('https://api.example', { ...environment, https_proxy: 'http://small:3' })).toBe('small:3');
    expect(environmentHost('https://api.example', { HTTP_PROXY: 'http://plain:2' })).toBeNull();
    expect(environmentHost('https://api.example', {})).toBeNull();
  });

  test.each([
    ['*', true],
    ['api.example', true],
    ['.example', true],
    ['*.example', true],
    ['example', true],
    ['other, API.EXAMPLE', true],
    ['api.example:443', true],
    ['api.example:8443', false],
    ['i.example', false],
    ['api.example.com', false],
    ['', false],
  ])('no_proxy %s excepts api.example: %s', (list, isExcepted) => {
    const host = environmentHost('https://api.example/v1', { ...environment, NO_PROXY: list });
    expect(host).toBe(isExcepted ? null : 'secure:1');
  });

  test.each(['http://localhost:11434', 'http://127.0.0.1:8000', 'http://[::1]:1', 'http://169.254.169.254'])(
    '%s is never asked for through a proxy',
    (baseUrl) => expect(environmentHost(baseUrl, environment)).toBeNull(),
  );

  test('a variable that is no address is named, its value is not', () => {
    const broken = { HTTPS_PROXY: 'socks5://user:secret@x' };
    expect(() => environmentProxy('https://api.example', broken)).toThrow(/^HTTPS_PROXY is no address/);
    expect(() => environmentProxy('https://api.example', broken)).not.toThrow(/secret/);
  });
});

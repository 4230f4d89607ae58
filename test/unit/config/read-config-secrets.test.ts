import { inspect } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';

const literal = 'hunter2-correct-horse-battery';
const files: Record<string, string> = {
  '/etc/cato/keys/openai': 'from-file\n',
  '/etc/cato/empty': '\n',
  '/etc/cato/two-lines': 'one\ntwo',
  '/absolute': 'from-absolute',
};

function read(apiKey: string, more = '') {
  return readConfig(`version: 1\n${more}providers:\n  a: { kind: openai, apiKey: ${apiKey} }`, {
    file: '/etc/cato/cato.yaml',
    environment: { GOOD: ' value-of-good\n', EMPTY: '', SPACED: 'a b', UNICODE: 'schlüssel' },
    readFile: (path) => {
      const text = files[path];
      if (text === undefined) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' });
      return text;
    },
  });
}

function messageOf(apiKey: string, more = ''): string | undefined {
  const { config, problems } = read(apiKey, more);
  expect(config).toBeNull();
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatchObject({ path: 'providers.a.apiKey' });
  return problems[0]?.message;
}

describe('a reference to a secret', () => {
  test.each([
    ['env:GOOD', 'value-of-good'],
    ['file:keys/openai', 'from-file'],
    ['file:/absolute', 'from-absolute'],
  ])('%s is followed', (reference, value) => {
    const apiKey = read(reference).config?.providers?.a?.apiKey;
    expect(apiKey?.reference).toBe(reference);
    expect(apiKey?.value.reveal()).toBe(value);
  });

  test.each([
    ['env:MISSING', 'the environment variable MISSING is not set'],
    ['env:EMPTY', 'the environment variable EMPTY is not set'],
    ['env:toString', 'the environment variable toString is not set'],
    ['env:not-a-name', '`env:` is followed by the name of a variable: `env:NAME`'],
    ['env:SPACED', 'what env:SPACED leads to cannot be sent as a key'],
    ['env:UNICODE', 'what env:UNICODE leads to cannot be sent as a key'],
    ['file:nowhere', 'the file /etc/cato/nowhere cannot be read (ENOENT)'],
    ['file:empty', 'the file /etc/cato/empty is empty'],
    ['file:two-lines', 'what file:two-lines leads to cannot be sent as a key'],
    ['secret:cato/openai', '`secret:` references are only available when deployed'],
    ['ssm:/cato/openai', '`ssm:` references are only available when deployed'],
  ])('%s is refused: %s', (reference, message) => {
    expect(messageOf(reference)).toBe(message);
  });

  test('to a variable that is nearly set is answered with the one that is', () => {
    expect(read('env:GODD').problems[0]?.hint).toBe('did you mean `GOOD`?');
  });
});

describe('a literal secret', () => {
  test('is refused, and not repeated', () => {
    expect(messageOf(literal)).toBe('a secret is written here');
    expect(JSON.stringify(read(literal).problems)).not.toContain(literal);
  });

  test('is taken where the configuration says so', () => {
    const apiKey = read(literal, 'allowLiteralSecrets: true\n').config?.providers?.a?.apiKey;
    expect(apiKey?.reference).toBe('literal');
    expect(apiKey?.value.reveal()).toBe(literal);
  });

  test('never shows in what is printed of a configuration', () => {
    const { config } = read(literal, 'allowLiteralSecrets: true\n');
    expect(config).not.toBeNull();
    expect(JSON.stringify(config)).not.toContain(literal);
    expect(inspect(config, { depth: 9, showHidden: true })).not.toContain(literal);
  });

  test.each([
    ['instead of a kind', `providers: { a: { kind: ${literal} } }`],
    ['instead of a provider', `provider: ${literal}`],
    ['instead of a key', `providers: { a: { kind: openai, ${literal}: } }`],
    ['as an address', `providers: { a: { kind: openai, baseUrl: "https://user:${literal}@host/" } }`],
    ['under a misspelt key', `providers: { a: { kind: openai, apikey: ${literal} } }`],
    ['as a list', `providers: { a: { kind: openai, apiKey: [${literal}] } }`],
    ['as a variable’s name', `providers: { a: { kind: openai, apiKey: "env:${literal}" } }`],
    ['behind a sign of YAML', `providers:\n  a:\n    kind: openai\n    apiKey: |${literal}`],
    ['outside of everything', `log: {}\n} ${literal}`],
    ['as a tag', `provider: !${literal} x`],
    ['twice', `providers: { a: { kind: openai, apiKey: ${literal} } }\nroutes: { x: { targets: [${literal}] } }`],
  ])('%s is not repeated', (_name, line) => {
    const { problems } = readConfig(`version: 1\n${line}`, { file: 'cato.yaml', environment: {} });
    expect(problems).not.toEqual([]);
    expect(JSON.stringify(problems)).not.toContain(literal);
  });
});

test('a number where a key belongs is not repeated', () => {
  expect(messageOf('123456789')).toBe('expected text, got a number');
});

test('a short secret is not repeated from another place either', () => {
  const text = 'version: 1\nproviders: { a: { kind: swordfish1, apiKey: swordfish1 } }\nprovider: swordfish1';
  const { problems } = readConfig(text, { file: 'cato.yaml', environment: {} });
  expect(problems.map(({ path }) => path)).toEqual(['providers.a.kind', 'providers.a.apiKey', 'provider']);
  expect(JSON.stringify(problems)).not.toContain('swordfish1');
});

test('a name that sounds like a secret does not hide what stands below it', () => {
  const text = 'version: 1\ntargets: { a: { provider: openai, model: m } }\nroutes: { by-key: { targets: [nowhere] } }';
  const { problems } = readConfig(text, { file: 'cato.yaml', environment: {} });
  expect(problems.map(({ message }) => message)).toEqual(['no target has the name `nowhere`']);
});

import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';
import { environment, problemsOf, read, target } from './reading-config.ts';

describe('a valid configuration', () => {
  test('needs nothing but its version', () => {
    expect(read()).toEqual({ config: { version: 1 }, problems: [] });
  });

  test('keeps what is written and fills in no defaults', () => {
    const { config } = read('resilience: { timeouts: { idleMs: 5 } }', 'limits: { queue: { length: 0 } }');
    expect(config).toEqual({ version: 1, resilience: { timeouts: { idleMs: 5 } }, limits: { queue: { length: 0 } } });
  });

  test('may share blocks by anchors and merge keys', () => {
    const { config, problems } = read(
      'targets:',
      '  one: &one { provider: openai, model: m, contextWindow: 10 }',
      '  two: { <<: *one, model: n }',
      '  three: { <<: [*one], contextWindow: 20 }',
    );
    expect(problems).toEqual([]);
    expect(config?.targets).toEqual({
      one: { provider: 'openai', model: 'm', contextWindow: 10 },
      two: { provider: 'openai', model: 'n', contextWindow: 10 },
      three: { provider: 'openai', model: 'm', contextWindow: 20 },
    });
  });

  test('may call things by names that every JavaScript object has', () => {
    const { config, problems } = read(
      'targets: { constructor: { provider: openai, model: m } }',
      'routes: { toString: { targets: [constructor] } }',
    );
    expect(problems).toEqual([]);
    expect(Object.keys(config?.routes ?? {})).toEqual(['toString']);
  });
});

describe('a key', () => {
  test.each<[string, string[], string]>([
    ['misspelt at the top', ['target: {}'], '2:1 error target: `target` is not a known key (did you mean `targets`?)'],
    [
      'misspelt in capitals',
      ['providers:', '  a:', '    kind: ollama', '    BASEURL: http://h'],
      '5:5 error providers.a.BASEURL: `BASEURL` is not a known key (did you mean `baseUrl`?)',
    ],
    [
      'like no other',
      ['log: { colour: red }'],
      '2:8 error log.colour: `colour` is not a known key (valid here: format, content)',
    ],
    [
      'of a later version',
      ['cache: { keep: 30d }'],
      '2:1 error cache: `cache` is not available in this version of Cato; remove it',
    ],
    ['standing twice', ['log: {}', 'log: {}'], '3:1 error : this key stands here twice'],
    ['called __proto__', ['targets: { __proto__: { a: 1 } }'], '2:12 error : `__proto__` cannot be a key'],
    [
      'that another kind of provider has',
      ['providers: { a: { kind: ollama, region: us-east-1 } }'],
      '2:33 error providers.a.region: a provider of kind ollama has no `region` (it has: baseUrl, apiKey, apiKeys, streamUsage, proxy, model, resilience)',
    ],
    [
      'that its kind of provider needs',
      ['providers: { a: { kind: openai-compatible } }'],
      '2:14 error providers.a.baseUrl: `baseUrl` is missing; a provider of kind openai-compatible needs it',
    ],
    [
      'missing',
      ['targets:', '  one:', '    provider: openai'],
      '3:3 error targets.one.model: `model` is missing (The model’s id at the provider.)',
    ],
  ])('%s is pointed out', (_name, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
    expect(read(...lines).config).toBeNull();
  });

  test('that is long and like no other is not repeated, since it may be a secret', () => {
    expect(problemsOf('log: { abcdefghijklmnopqrstuvwxyz: 1 }')).toEqual([
      '2:8 error log: this is not a known key (valid here: format, content)',
    ]);
  });

  test('from a merged block is pointed out where it is written', () => {
    expect(
      problemsOf('log: &log', '  format: json', '  colour: red', 'deploy:', '  <<: *log', '  prefix: a').map((text) =>
        text.slice(0, 'n:n error deploy.colour'.length),
      ),
    ).toEqual(['3:3 error deploy.format', '4:3 error log.colour: `', '4:3 error deploy.colour']);
  });
});

describe('a value', () => {
  test.each<[string, string[], string]>([
    ['of the wrong type', ['limits: 5'], '2:9 error limits: expected a mapping, got the number 5'],
    ['left empty', ['routes:'], '2:1 error routes: expected a mapping, got nothing'],
    [
      'that is no list',
      ['deploy: { regions: us-east-1 }'],
      '2:20 error deploy.regions: expected a list, got the text "us-east-1"',
    ],
    ['that is a list', ['log: []'], '2:6 error log: expected a mapping, got an empty list'],
    [
      'too small',
      ['resilience: { maxAttempts: 0 }'],
      '2:28 error resilience.maxAttempts: expected at least 1, got the number 0',
    ],
    [
      'too large',
      ['resilience: { retries: 11 }'],
      '2:24 error resilience.retries: expected at most 10, got the number 11',
    ],
    [
      'broken',
      ['resilience: { retries: 1.5 }'],
      '2:24 error resilience.retries: expected a whole number, got the number 1.5',
    ],
    [
      'that is not finite',
      ['limits: { bodyMs: .inf }'],
      '2:19 error limits.bodyMs: expected a number, got the number Infinity',
    ],
    ['with a unit', ['limits: { bodyMs: 5s }'], '2:19 error limits.bodyMs: expected a number, got the text "5s"'],
    [
      'of a choice',
      ['log: { format: txt }'],
      '2:16 error log.format: expected `auto` or `json` or `text`, got the text "txt" (did you mean `text`?)',
    ],
    [
      'too short a list',
      [target, 'routes: { a: { targets: [] } }'],
      '3:25 error routes.a.targets: expected a list of at least 1 item, got an empty list',
    ],
    [
      'no region',
      ['deploy: { regions: [us-east-1, mars] }'],
      '2:32 error deploy.regions[1]: expected an AWS region such as us-east-1, got the text "mars"',
    ],
    [
      'no address',
      ['providers: { a: { kind: ollama, baseUrl: localhost } }'],
      '2:42 error providers.a.baseUrl: expected an address such as https://host/v1',
    ],
    [
      'with a scheme of its own',
      ['providers: { a: { kind: ollama, baseUrl: "ftp://h" } }'],
      '2:42 error providers.a.baseUrl: expected an address that begins with http:// or https://',
    ],
    [
      'that is a reference where none works',
      ['providers: { a: { kind: openai, organization: env:P } }'],
      '2:47 error providers.a.organization: references such as `env:NAME` work in `apiKey` only',
    ],
    ['no duration', ['sessions: { keep: 30 days }'], '2:19 error sessions.keep: expected a time such as `30d`'],
    [
      'a duration of nothing',
      ['sessions: { keep: 0d }'],
      '2:19 error sessions.keep: expected a time from `1m` to `3650d`',
    ],
    [
      'a proxy with its password',
      ['providers: { a: { kind: openai, proxy: "http://user:tide@proxy:3128" } }'],
      '2:40 error providers.a.proxy: a proxy with a user and a password is referred to: `env:NAME`',
    ],
    [
      'no proxy',
      ['providers: { a: { kind: openai, proxy: "socks://x" } }'],
      '2:40 error providers.a.proxy: expected an address such as',
    ],
    [
      'a way to ask that another kind has',
      ['providers: { a: { kind: bedrock, api: chat } }'],
      '2:39 error providers.a.api: a provider of kind bedrock is asked in `converse` or `openai` or `anthropic`',
    ],
    [
      'a key for Converse',
      ['providers: { a: { kind: bedrock, api: converse, apiKeys: [env:OPENAI_API_KEY] } }'],
      '2:49 error providers.a.apiKeys: a provider of kind bedrock has no `apiKeys`, unless',
    ],
    [
      'no time to live',
      ['targets: { a: { provider: openai, model: m, price: { input: 1, output: 1, cacheWrite: { long: 1 } } } }'],
      '2:89 error targets.a.price.cacheWrite.long: expected a time to live such as `5m` or `1h`',
    ],
  ])('%s is pointed out', (_name, lines, expected) => {
    const problems = problemsOf(...lines);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.slice(0, expected.length)).toBe(expected);
    expect(read(...lines).config).toBeNull();
  });

  test.each([
    ['another version', 'version: 2', '1:10 error version: expected `1`, got the number 2'],
    ['a version as text', 'version: "1"', '1:10 error version: expected `1`, got the text "1"'],
    ['no version', 'log: {}', '1:1 error version: `version` is missing'],
    ['a list', '- a', '1:1 error : expected a mapping, got a list'],
    ['nothing', '# only a comment', '1:1 error : is empty'],
  ])('%s is refused', (_name, text, expected) => {
    const { config, problems } = readConfig(text, { file: 'cato.yaml', environment });
    expect(config).toBeNull();
    expect(
      problems.map(({ line, column, level, path, message }) => `${line}:${column} ${level} ${path}: ${message}`),
    ).toEqual([expected]);
  });
});

test('all problems are told at once, in the order of the lines', () => {
  const found = problemsOf(
    'provider: nobody-has-this',
    'providers:',
    '  a b: { kind: opanai, apikey: foo }',
    '  ok: { kind: openai, apiKey: env:MISSING }',
    'targets:',
    '  one: { provider: ok, rpm: 0 }',
    'routes:',
    '  fast: { targets: [two], tiers: { easy: [one] } }',
    'log: { format: loud }',
  );
  expect(found.map((text) => text.split(': ')[0])).toEqual([
    '2:11 error provider',
    '4:3 error providers["a b"]',
    '4:16 error providers["a b"].kind',
    '4:24 error providers["a b"].apikey',
    '5:31 error providers.ok.apiKey',
    '7:3 error targets.one.model',
    '7:29 error targets.one.rpm',
    '9:21 error routes.fast.targets[0]',
    '9:36 error routes.fast.tiers.easy',
    '10:16 error log.format',
  ]);
});

test('problems without end are cut, errors first, and the rest is counted', () => {
  const names = Array.from({ length: 300 }, (_, index) => `  x${index}: { kind: openai }`);
  const { problems } = read(
    'providers:',
    '  ollama: { kind: openai }',
    ...names.map((line) => line.replace('openai', 'nope-nope')),
  );
  expect(problems).toHaveLength(201);
  expect(problems.filter(({ level }) => level === 'warning')).toEqual([]);
  expect(problems.at(-1)?.message).toBe('and 101 more problems');
});

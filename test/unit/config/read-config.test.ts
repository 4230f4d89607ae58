import { describe, expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';

const environment = { OPENAI_API_KEY: 'openai-value', MINE_KEY: 'mine-value' };

function read(...lines: string[]) {
  return readConfig(['version: 1', ...lines].join('\n'), { file: '/etc/cato/cato.yaml', environment });
}

/** Every problem as one line: `2:1 error path: message (hint)`. */
function problemsOf(...lines: string[]): string[] {
  return read(...lines).problems.map(
    ({ line, column, level, path, message, hint }) =>
      `${line}:${column} ${level} ${path}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

const target = 'targets: { one: { provider: openai, model: m } }';

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

describe('a reference', () => {
  test.each<[string, string[], string]>([
    [
      'to no provider',
      ['provider: opnai'],
      '2:11 error provider: no provider has the name `opnai` (did you mean `openai`?)',
    ],
    [
      'of a target to no provider',
      ['providers: { mine: { kind: ollama } }', 'targets: { a: { provider: mina, model: m } }'],
      '3:27 error targets.a.provider: no provider has the name `mina` (did you mean `mine`?)',
    ],
    [
      'to no target',
      [target, 'routes:', '  fast:', '    targets: [one, onee]'],
      '5:20 error routes.fast.targets[1]: no target has the name `onee` (did you mean `one`?)',
    ],
    [
      'to a target where there are none',
      ['routes: { a: { targets: [x] } }'],
      '2:26 error routes.a.targets[0]: no target has the name `x` (define it under `targets`)',
    ],
    [
      'to what every object has',
      [target, 'routes: { a: { targets: [valueOf] } }'],
      '3:26 error routes.a.targets[0]: no target has the name `valueOf` (there is: one)',
    ],
  ])('%s is pointed out', (_name, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
  });

  test('to a kind that needs no settings is no problem', () => {
    expect(problemsOf('provider: anthropic', 'targets: { a: { provider: bedrock, model: m } }')).toEqual([]);
  });

  test('into a section that is misspelt is not reported as well', () => {
    expect(problemsOf('targts: { one: { provider: openai, model: m } }', 'routes: { a: { targets: [one] } }')).toEqual([
      '2:1 error targts: `targts` is not a known key (did you mean `targets`?)',
    ]);
  });
});

describe('a name', () => {
  test.each<[string, string[], string]>([
    [
      'of a route that is a target’s',
      [target, 'routes: { one: { targets: [one] } }'],
      '3:11 warning routes.one: hides the target of the same name (give one of them another name)',
    ],
    [
      'of a route that is a model’s of a provider',
      [
        'providers: { p: { kind: ollama } }',
        'targets: { one: { provider: p, model: m } }',
        'routes: { p/x: { targets: [one] } }',
      ],
      '4:11 warning routes.p/x: hides a model of that provider, which has the same name',
    ],
    [
      'of a target that is another model’s of a provider',
      ['providers: { p: { kind: ollama } }', 'targets: { p/x: { provider: p, model: m } }'],
      '3:12 warning targets.p/x: hides a model of that provider, which has the same name',
    ],
    [
      'of a provider that is another kind’s',
      ['providers: { ollama: { kind: openai } }'],
      '2:14 warning providers.ollama: this provider has the name of another kind than its own, openai',
    ],
    [
      'of a wildcard that says the same as another',
      [target, 'routes:', '  "gpt-*": { targets: [one] }', '  "gpt-**": { targets: [one] }'],
      '5:3 warning routes.gpt-**: an earlier wildcard says the same, so this one is never used',
    ],
    [
      'of a route that is a known model’s of a provider, and leads elsewhere',
      [
        'providers: { gpt: { kind: openai }, p: { kind: ollama } }',
        'targets: { one: { provider: p, model: m } }',
        'routes: { gpt-6-luna: { targets: [one] } }',
      ],
      '4:11 warning routes.gpt-6-luna: hides the model of the same name that gpt has (give it another name, or ask for the model as `gpt/gpt-6-luna`)',
    ],
    [
      'of a target that is a known model’s of a provider that the environment offers',
      ['targets: { gpt-6-luna: { provider: ollama, model: m } }'],
      '2:12 warning targets.gpt-6-luna: hides the model of the same name that openai has (give it another name, or ask for the model as `openai/gpt-6-luna`)',
    ],
    [
      'of a target that is a known model’s of a kind that another target asks for',
      [
        'providers: { p: { kind: ollama } }',
        'targets:',
        '  claude-haiku-5-5: { provider: p, model: m }',
        '  b: { provider: anthropic, model: claude-sonnet-5-5 }',
      ],
      '4:3 warning targets.claude-haiku-5-5: hides the model of the same name that anthropic has (give it another name, or ask for the model as `anthropic/claude-haiku-5-5`)',
    ],
    [
      'standing twice in a route',
      [target, 'routes: { a: { targets: [one, one] } }'],
      '3:31 warning routes.a.targets[1]: `one` stands in this list already',
    ],
  ])('%s is a warning, and the configuration is usable', (_name, lines, expected) => {
    expect(problemsOf(...lines)).toEqual([expected]);
    expect(read(...lines).config).not.toBeNull();
  });

  test('of a target that is just its provider and model is fine', () => {
    expect(problemsOf('providers: { p: { kind: ollama } }', 'targets: { p/m: { provider: p, model: m } }')).toEqual([]);
  });

  test.each<[string, string[]]>([
    [
      'of a target or route that leads to the very model it is called after',
      [
        'targets: { gpt-6-luna: { provider: openai, model: gpt-6-luna }, b: { provider: openai, model: gpt-6.1-sol } }',
        'routes: { gpt-6.1-sol: { targets: [b, gpt-6-luna] } }',
      ],
    ],
    [
      'of a model whose provider is not configured',
      ['providers: { p: { kind: ollama } }', 'targets: { gpt-6-luna: { provider: p, model: m } }'],
    ],
    ['of a wildcard, which comes last', [target, 'routes: { "gpt-6-*": { targets: [one] } }']],
  ])('%s hides nothing', (_name, lines) => {
    expect(problemsOf(...lines)).toEqual([]);
  });

  test('that hides a model is told at once with what is wrong elsewhere', () => {
    const found = problemsOf('targets: { gpt-6-luna: { provider: opnai, model: m } }', 'log: { format: loud }');
    expect(found.map((text) => text.split(': ')[0])).toEqual([
      '2:12 warning targets.gpt-6-luna',
      '2:36 error targets.gpt-6-luna.provider',
      '3:16 error log.format',
    ]);
  });

  test.each([
    ['providers: { a/b: { kind: ollama } }', 'providers.a/b'],
    ['targets: { "a b": { provider: openai, model: m } }', 'targets["a b"]'],
    ['targets: { "a*": { provider: openai, model: m } }', 'targets.a*'],
    [`routes: { "${'r'.repeat(129)}": { targets: [x] } }`, `routes["${'r'.repeat(64)}…"]`],
  ])('in %s cannot be used', (line, path) => {
    const problem = read(line).problems.find(({ message }) => message.startsWith('this name cannot be used'));
    expect(problem).toMatchObject({ level: 'error', path, line: 2 });
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

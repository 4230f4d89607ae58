import { describe, expect, test } from '@jest/globals';
import { effectiveConfig } from '../../../config/effective-config.ts';
import { targetNamesOf } from '../../../config/effective-route.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { formatProblems } from '../../../config/format-problems.ts';
import { readConfig } from '../../../config/read-config.ts';

const targets = ['haiku', 'sonnet', 'local'].map((name) => `  ${name}: { provider: ollama, model: ${name}-model }`);

function read(...routes: string[]) {
  const text = ['version: 1', 'targets:', ...targets, 'routes:', ...routes.map((line) => `  ${line}`)].join('\n');
  return readConfig(text, { file: 'cato.yaml', environment: {} });
}

function routeOf(...lines: string[]) {
  const { config, problems } = read(...lines);
  expect(
    formatProblems(
      problems.filter(({ level }) => level === 'error'),
      '',
    ),
  ).toBe('');
  return effectiveConfig(config, parseEnvironment({}).environment, { ollamaModels: null }).routes[0];
}

describe('routes', () => {
  test('may be written with tiers, rules and fallbacks', () => {
    const route = routeOf(
      'auto:',
      '  tiers: { simple: [haiku, local], complex: [sonnet, haiku], code: [sonnet], longContext: [sonnet] }',
      '  rules: [ { when: { metadata.mode: dreaming }, targets: [local] } ]',
      '  fallbacks: { contextWindow: [sonnet], contentPolicy: [local] }',
    );
    const members = (...names: string[]) => names.map((target) => ({ target, weight: 1 }));
    expect(route).toEqual({
      name: 'auto',
      targets: [],
      choose: 'ordered',
      tiers: {
        simple: members('haiku', 'local'),
        complex: members('sonnet', 'haiku'),
        code: members('sonnet'),
        longContext: members('sonnet'),
      },
      rules: [{ when: [{ field: 'metadata.mode', values: ['dreaming'] }], targets: members('local') }],
      fallbacks: { contextWindow: ['sonnet'], contentPolicy: ['local'] },
      dropUnsupported: null,
      resilience: null,
      origin: 'file',
    });
    expect(route && targetNamesOf(route)).toEqual(['haiku', 'local', 'sonnet']);
  });

  test('may weigh their targets', () => {
    const route = routeOf(
      'spread: { targets: [ { target: haiku, weight: 3 }, { target: local }, sonnet ], choose: weighted }',
    );
    expect(route).toMatchObject({
      choose: 'weighted',
      targets: [
        { target: 'haiku', weight: 3 },
        { target: 'local', weight: 1 },
        { target: 'sonnet', weight: 1 },
      ],
    });
  });

  test('may ask for several fields and several values', () => {
    const route = routeOf(
      'a:',
      '  targets: [haiku]',
      '  rules:',
      '    - when: { header.x-app: [night, "batch-*"], principal.team: red, tier: code }',
      '      targets: [{ target: local, weight: 0 }]',
    );
    expect(route?.rules).toEqual([
      {
        when: [
          { field: 'header.x-app', values: ['night', 'batch-*'] },
          { field: 'principal.team', values: ['red'] },
          { field: 'tier', values: ['code'] },
        ],
        targets: [{ target: 'local', weight: 0 }],
      },
    ]);
  });

  test.each([
    [
      'neither targets nor tiers',
      ['a: { choose: fastest }'],
      'routes.a.targets: `targets` is missing (a route has `targets`, `tiers` or both)',
    ],
    [
      'no tier at all',
      ['a: { tiers: {} }'],
      'routes.a.tiers: no tier has targets (there are: simple, complex, code, longContext)',
    ],
    [
      'a misspelt tier',
      ['a: { tiers: { simpel: [haiku] } }'],
      'routes.a.tiers.simpel: `simpel` is not a known key (did you mean `simple`?)',
    ],
    [
      'a misspelt choice',
      ['a: { targets: [haiku], choose: cheapst }'],
      'routes.a.choose: expected `ordered` or `weighted` or `cheapest` or `fastest` or `least-busy`, got the text "cheapst" (did you mean `cheapest`?)',
    ],
    [
      'an unknown target in a tier',
      ['a: { tiers: { code: [sonet] } }'],
      'routes.a.tiers.code[0]: no target has the name `sonet` (did you mean `sonnet`?)',
    ],
    [
      'an unknown target with a weight',
      ['a: { targets: [{ target: haiko, weight: 1 }] }'],
      'routes.a.targets[0].target: no target has the name `haiko` (did you mean `haiku`?)',
    ],
    [
      'an unknown target in a rule',
      ['a: { targets: [haiku], rules: [{ when: { tier: code }, targets: [locl] }] }'],
      'routes.a.rules[0].targets[0]: no target has the name `locl` (did you mean `local`?)',
    ],
    [
      'an unknown target in a fallback',
      ['a: { targets: [haiku], fallbacks: { contentPolicy: [locall] } }'],
      'routes.a.fallbacks.contentPolicy[0]: no target has the name `locall` (did you mean `local`?)',
    ],
    [
      'a misspelt fallback',
      ['a: { targets: [haiku], fallbacks: { contextwindow: [local] } }'],
      'routes.a.fallbacks.contextwindow: `contextwindow` is not a known key (did you mean `contextWindow`?)',
    ],
    [
      'a misspelt weight',
      ['a: { targets: [{ target: haiku, wieght: 1 }] }'],
      'routes.a.targets[0].wieght: `wieght` is not a known key (did you mean `weight`?)',
    ],
    [
      'a weight below 0',
      ['a: { targets: [{ target: haiku, weight: -1 }] }'],
      'routes.a.targets[0].weight: expected at least 0, got the number -1 (Its share among the others where `choose` draws by weight; 0 = only as a fallback.)',
    ],
    [
      'a weight without a target',
      ['a: { targets: [{ weight: 1 }] }'],
      'routes.a.targets[0].target: `target` is missing (The name of a target.)',
    ],
    [
      'a number for a target',
      ['a: { targets: [7] }'],
      'routes.a.targets[0]: expected text or a mapping, got the number 7 (The name of a target, or `{ target: NAME, weight: N }`.)',
    ],
    [
      'an empty name',
      ['a: { targets: [""] }'],
      'routes.a.targets[0]: expected text of at least 1 character, got an empty text (The name of a target, or `{ target: NAME, weight: N }`.)',
    ],
    [
      'a field no request has',
      ['a: { targets: [haiku], rules: [{ when: { metdata.mode: x }, targets: [local] }] }'],
      'routes.a.rules[0].when["metdata.mode"]: no request has a `metdata.mode` (did you mean `metadata`?)',
    ],
    [
      'a field without a name',
      ['a: { targets: [haiku], rules: [{ when: { header: x }, targets: [local] }] }'],
      'routes.a.rules[0].when.header: `header` needs a name (write `header.NAME`)',
    ],
    [
      'a tier nobody has',
      ['a: { targets: [haiku], rules: [{ when: { tier: [code, compelx] }, targets: [local] }] }'],
      'routes.a.rules[0].when.tier[1]: no tier has the name `compelx` (did you mean `complex`?)',
    ],
    [
      'a rule that asks for nothing',
      ['a: { targets: [haiku], rules: [{ when: {}, targets: [local] }] }'],
      'routes.a.rules[0].when: nothing is asked for, so every request matches (fields: `metadata.NAME`, `header.NAME`, `principal.NAME`, `tier`)',
    ],
    [
      'a value that is no text',
      ['a: { targets: [haiku], rules: [{ when: { metadata.n: 3 }, targets: [local] }] }'],
      'routes.a.rules[0].when["metadata.n"]: expected text or a list, got the number 3',
    ],
    [
      'a list of values that are no texts',
      ['a: { targets: [haiku], rules: [{ when: { metadata.n: [3] }, targets: [local] }] }'],
      'routes.a.rules[0].when["metadata.n"][0]: expected text, got the number 3',
    ],
    [
      'a rule without targets',
      ['a: { targets: [haiku], rules: [{ when: { tier: code } }] }'],
      'routes.a.rules[0].targets: `targets` is missing (Targets for the requests that match.)',
    ],
  ])('with %s are refused', (_fault, lines, told) => {
    const problems = read(...lines).problems.map(
      ({ path, message, hint }) => `${path}: ${message}${hint ? ` (${hint})` : ''}`,
    );
    expect(problems).toEqual([told]);
  });

  test('that name a target twice in one list are warned of', () => {
    const { config, problems } = read('a: { tiers: { simple: [haiku, haiku], complex: [haiku] } }');
    expect(config).not.toBeNull();
    expect(problems).toEqual([expect.objectContaining({ level: 'warning', path: 'routes.a.tiers.simple[1]' })]);
  });
});

test('targets may have a pace, and resilience a breaker and a recovery', () => {
  const text = [
    'version: 1',
    'targets: { local: { provider: ollama, model: m, contextWindow: 8192, rpm: 600, tpm: 200000 } }',
    'resilience: { breaker: { failures: 5, windowSeconds: 30, coolDownSeconds: 15 }, recovery: restart, restartMaxChars: 0 }',
  ].join('\n');
  const { config, problems } = readConfig(text, { file: 'cato.yaml', environment: {} });
  expect(problems).toEqual([]);
  expect(config?.resilience).toMatchObject({ recovery: 'restart', restartMaxChars: 0 });
});

import { expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';

/** The routes begin in line 11. */
const head = [
  'version: 1',
  'providers: { mine: { kind: openai-compatible, baseUrl: "http://127.0.0.1:9/v1" } }',
  'targets:',
  '  luna: { provider: openai, model: gpt-4o-mini }',
  '  own: { provider: mine, model: own-model }',
  '  free: { provider: ollama, model: m, price: { input: 0, output: 0 } }',
  '  dated: { provider: openai, model: gpt-4o-mini-2024-07-18 }',
  '  unknown: { provider: openai, model: no-such-model }',
  '  moon: { provider: openai, model: gpt-4o-mini, rpm: 5 }',
  'routes:',
];

function read(...routes: readonly string[]) {
  return readConfig([...head, ...routes.map((line) => `  ${line}`)].join('\n'), { file: 'cato.yaml', environment: {} });
}

/** Every warning as `line:column path: message`; all of them leave the configuration in use. */
function warnings(...routes: readonly string[]): readonly string[] {
  const { config, problems } = read(...routes);
  expect(config).not.toBeNull();
  expect(problems.every(({ level, hint }) => level === 'warning' && hint !== undefined)).toBe(true);
  return problems.map(({ line, column, path, message }) => `${line}:${column} ${path}: ${message}`);
}

const tiers = 'tiers: { simple: [free], complex: [luna] }';

test.each([
  [
    'a weight where nobody draws',
    'a: { targets: [luna, { target: own, weight: 2 }] }',
    '11:39 routes.a.targets[1].weight',
  ],
  [
    'a weight in a tier',
    'a: { choose: fastest, tiers: { simple: [own], complex: [{ target: luna, weight: 2 }, own] } }',
    '11:75 routes.a.tiers.complex[0].weight',
  ],
  [
    'nothing but weights of 0',
    'a: { choose: weighted, targets: [{ target: luna, weight: 0 }, { target: own, weight: 0 }] }',
    '11:26 routes.a.targets',
  ],
  ['a price nobody knows', 'a: { choose: cheapest, targets: [luna, own] }', '11:42 routes.a.targets[1]'],
  ['a model nobody knows', 'a: { choose: cheapest, targets: [unknown, luna] }', '11:36 routes.a.targets[0]'],
  [
    'a principal',
    'a: { targets: [luna], rules: [{ when: { metadata.a: x, principal.team: red }, targets: [own] }] }',
    '11:58 routes.a.rules[0].when["principal.team"]',
  ],
  [
    'a rule that asks for the same',
    `a: { ${tiers}, rules: [{ when: { metadata.a: x }, targets: [own] }, { when: { metadata.a: x }, targets: [luna] }] }`,
    '11:105 routes.a.rules[1]',
  ],
  ['one tier alone', 'a: { tiers: { code: [luna] } }', '11:17 routes.a.tiers.code'],
  ['no tier for what is hard', 'a: { tiers: { simple: [own], longContext: [luna] } }', '11:8 routes.a.tiers'],
  [
    'a fallback to the only target',
    'a: { targets: [luna], fallbacks: { contextWindow: [luna] } }',
    '11:54 routes.a.fallbacks.contextWindow[0]',
  ],
  [
    'a fallback to the only target by another name',
    'a: { targets: [luna], fallbacks: { contextWindow: [moon] } }',
    '11:54 routes.a.fallbacks.contextWindow[0]',
  ],
  ['one model twice in a list', 'a: { targets: [luna, own, moon] }', '11:29 routes.a.targets[2]'],
  [
    'one model twice in a list of a tier',
    'a: { tiers: { simple: [own, luna, moon], complex: [luna] } }',
    '11:37 routes.a.tiers.simple[2]',
  ],
  [
    'one model twice in the list of a rule',
    'a: { targets: [own], rules: [{ when: { metadata.a: x }, targets: [luna, moon] }] }',
    '11:75 routes.a.rules[0].targets[1]',
  ],
  [
    'one model twice in a list of fallbacks',
    'a: { targets: [own, free], fallbacks: { contentPolicy: [luna, moon] } }',
    '11:65 routes.a.fallbacks.contentPolicy[1]',
  ],
  [
    'one list for all tiers',
    'a: { tiers: { simple: [luna, own], complex: [luna, own], code: [luna, own], longContext: [moon, own] } }',
    '11:8 routes.a.tiers',
  ],
  ['one list for the tiers that are written', 'a: { tiers: { simple: [luna], code: [luna] } }', '11:8 routes.a.tiers'],
  ['one list for a tier and the others', 'a: { targets: [luna], tiers: { code: [moon] } }', '11:25 routes.a.tiers'],
])('warned of: %s', (_, route, place) => {
  expect(warnings(route).map((line) => line.split(': ')[0])).toEqual([place]);
});

test.each([
  [
    'weights that are drawn by',
    'a: { choose: weighted, targets: [{ target: luna, weight: 2 }, { target: own, weight: 0 }] }',
  ],
  ['weights of who is least busy', 'a: { choose: least-busy, targets: [{ target: luna, weight: 2 }, own] }'],
  ['prices that are known, given or not asked for', 'a: { choose: cheapest, targets: [luna, free, dated] }'],
  ['a price of the only target', 'a: { choose: cheapest, targets: [own] }'],
  ['a price that does not decide', 'a: { targets: [own, luna] }'],
  ['tiers beside targets', 'a: { targets: [luna], tiers: { code: [own] } }'],
  ['tiers of which the harder is there', `a: { ${tiers} }`],
  [
    'a fallback that stands in another list',
    `a: { ${tiers}, fallbacks: { contextWindow: [luna], contentPolicy: [free] } }`,
  ],
  ['a model beside another of its provider', 'a: { targets: [luna, dated] }'],
  [
    'one list for all tiers of which a rule asks for one',
    'a: { tiers: { simple: [luna], complex: [luna] }, rules: [{ when: { tier: code }, targets: [own] }] }',
  ],
  ['one list for all tiers in another order', 'a: { tiers: { simple: [luna, own], complex: [own, luna] } }'],
  [
    'one list for all tiers with other shares',
    'a: { choose: weighted, tiers: { simple: [luna, own], complex: [luna, { target: own, weight: 2 }] } }',
  ],
  ['a fallback that is no target of the route', 'a: { targets: [luna], fallbacks: { contentPolicy: [own] } }'],
])('not warned of: %s', (_, route) => {
  expect(warnings(route)).toEqual([]);
});

/** Whether the second of two rules is warned of. */
function isCovered(first: string, second: string): boolean {
  const rules = [first, second].map((when) => `{ when: { ${when} }, targets: [own] }`).join(', ');
  const told = warnings(`a: { targets: [luna], rules: [${rules}] }`);
  expect(told.length).toBeLessThan(2);
  return told.some((line) => line.includes('routes.a.rules[1]: never matches: rule 1 before it'));
}

test.each([
  ['metadata.a: x', 'metadata.a: x, metadata.b: y', true],
  ['metadata.a: x, metadata.b: y', 'metadata.a: x', false],
  ['metadata.a: [x, y]', 'metadata.a: y', true],
  ['metadata.a: y', 'metadata.a: [x, y]', false],
  ['metadata.a: "x*"', 'metadata.a: [xy, "xz*"]', true],
  ['metadata.a: "xz*"', 'metadata.a: "x*"', false],
  ['metadata.a: x', 'metadata.b: x', false],
  ['metadata.a: x', 'metadata.A: x', false],
  ['header.X-App: x', 'header.x-app: x', true],
  ['tier: [code, complex]', 'tier: code', true],
])('after a rule on %s one on %s is out of reach: %j', (first, second, covered) => {
  expect(isCovered(first, second)).toBe(covered);
});

test.each([
  ['metadata.a: x', 'metadata.a: x, metadata.b: y', 'put it first'],
  ['metadata.a: x', 'metadata.a: x', 'remove one of them'],
  ['header.X-App: [x, y]', 'header.x-app: [y, x]', 'remove one of them'],
])('after a rule on %s the remedy for one on %s is: %s', (first, second, remedy) => {
  const rules = [first, second].map((when) => `{ when: { ${when} }, targets: [own] }`).join(', ');
  const { problems } = read(`a: { targets: [luna], rules: [${rules}] }`);
  expect(problems.map(({ hint }) => hint)).toEqual([`this is rule 2; ${remedy}`]);
});

test('a weight is warned of once for a route, and for each of the routes', () => {
  const list = '[{ target: luna, weight: 2 }, { target: own, weight: 1 }]';
  expect(warnings(`a: { targets: ${list} }`, `b: { targets: ${list} }`)).toHaveLength(2);
});

test('an unknown price is warned of once for a route, at its first place', () => {
  const told = warnings('a: { choose: cheapest, tiers: { simple: [luna, own], complex: [own, luna] } }');
  expect(told).toEqual([expect.stringContaining('routes.a.tiers.simple[1]: the price of `own` is unknown')]);
});

test('limits of the whole call are warned of where the calls of routes do not look', () => {
  const text = [
    'version: 1',
    'providers: { mine: { kind: ollama, resilience: { retries: 1, timeouts: { idleMs: 1000, totalMs: 1000 } } } }',
    'targets: { one: { provider: mine, model: m, resilience: { maxAttempts: 2 } } }',
    'routes: { a: { targets: [one], resilience: { maxAttempts: 2, timeouts: { totalMs: 1000 } } } }',
    'resilience: { maxAttempts: 2, timeouts: { totalMs: 1000 } }',
  ].join('\n');
  const { config, problems } = readConfig(text, { file: 'cato.yaml', environment: {} });
  expect(config).not.toBeNull();
  expect(problems).toEqual([
    expect.objectContaining({
      level: 'warning',
      path: 'providers.mine.resilience.timeouts.totalMs',
      line: 2,
      column: 88,
    }),
    expect.objectContaining({ level: 'warning', path: 'targets.one.resilience.maxAttempts', line: 3, column: 59 }),
  ]);
});

test('errors come first: with one, what has no effect is not told', () => {
  const { problems } = read('a: { targets: [{ target: luna, weight: 2 }], chose: fastest }');
  expect(problems).toEqual([expect.objectContaining({ level: 'error', path: 'routes.a.chose' })]);
});

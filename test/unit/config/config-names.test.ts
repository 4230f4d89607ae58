import { describe, expect, test } from '@jest/globals';
import { problemsOf, read, target } from './reading-config.ts';

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

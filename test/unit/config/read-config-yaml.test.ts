import { expect, test } from '@jest/globals';
import { readConfig } from '../../../config/read-config.ts';

function read(text: string) {
  const { config, problems } = readConfig(text, { file: 'cato.yaml', environment: {} });
  return { config, problems: problems.map(({ line, column, message }) => `${line}:${column} ${message}`) };
}

test.each([
  ['an open quote', 'version: 1\nprovider: "abc', '2:15 is not valid YAML: Missing closing "quote'],
  [
    'a colon in a value',
    'version: 1\nprovider: a: b',
    '2:11 is not valid YAML: `: ` inside a value; put the value in quotes',
  ],
  ['a tab', 'version: 1\nlog:\n\tformat: text', '3:1 is not valid YAML: Tabs are not allowed as indentation'],
  [
    'a tag',
    'version: 1\nprovider: !env FOO',
    '2:11 tags such as `!env` are not supported; secrets are written as `env:NAME`',
  ],
  ['a second document', 'version: 1\n---\nlog: {}', '2:1 is more than one document; remove the line `---`'],
  ['an alias to nothing', 'version: 1\nlog: *nope', '2:6 this alias has no anchor (`&name`) before it'],
  ['an alias to itself', 'version: 1\nlog: &log [*log]', '2:12 this alias stands inside of what it repeats'],
  ['a merge of a number', 'version: 1\nlog: { <<: 5 }', '2:8 `<<` takes a mapping: `*name`, or a list of them'],
  ['a key that is a list', 'version: 1\n? [a, b]\n: 1', '2:3 a key must be plain text'],
])('%s is refused with its place', (_name, text, expected) => {
  const { config, problems } = read(text);
  expect(config).toBeNull();
  expect(problems[0]).toBe(expected);
});

test('a token that does not belong where it stands is not repeated', () => {
  const { config, problems } = read('version: 1\nproviders: { a: { kind: openai, apiKey: "sk-abcdefghijklmnop" }}}');
  expect(config).toBeNull();
  expect(problems.join()).toContain('is not valid YAML');
  expect(problems.join()).not.toContain('sk-abc');
});

test('aliases cannot multiply a small text into a large one', () => {
  const levels = ['l0: &l0 [x, x, x, x, x, x, x, x, x, x]'];
  for (let level = 1; level <= 9; level += 1) {
    levels.push(`l${level}: &l${level} [${Array.from({ length: 10 }, () => `*l${level - 1}`).join(', ')}]`);
  }
  expect(read(levels.join('\n'))).toEqual({ config: null, problems: ['1:1 cannot be read: aliases used too often'] });
});

test('more aliases than anybody needs are refused', () => {
  const { config, problems } = read(`version: 1\nlog: &log {}\nx: [${'*log, '.repeat(101)}]`);
  expect(config).toBeNull();
  expect(problems).toEqual(['3:605 uses more than 100 aliases']);
});

test.each([
  ['lists', '['.repeat(5_000)],
  ['closed lists', `${'['.repeat(5_000)}${']'.repeat(5_000)}`],
  ['mappings', '{a: '.repeat(5_000)],
])('%s nested without end are refused', (_name, text) => {
  const { config, problems } = read(text);
  expect(config).toBeNull();
  expect(problems.join()).toContain('cannot be read: nested too deeply');
});

test('a text over 1 MiB is refused unread, by bytes', () => {
  expect(read(`version: 1 #${'é'.repeat(524_288)}`).problems).toEqual(['1:1 is larger than 1 MiB']);
  expect(read(`version: 1 #${'x'.repeat(900_000)}`).problems).toEqual([]);
});

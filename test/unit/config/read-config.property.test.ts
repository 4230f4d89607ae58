import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument, stringify } from 'yaml';
import type { ConfigProblem } from '../../../config/config-problem.ts';
import { formatProblems } from '../../../config/format-problems.ts';
import { readConfig } from '../../../config/read-config.ts';
import { catoConfigSchema } from '../../../config/schema/cato-config.ts';
import { keysAt } from '../../../config/schema/schema-at.ts';

const example = readFileSync(new URL('../../../cato.example.yaml', import.meta.url), 'utf8');
const environment = {
  OPENAI_API_KEY: 'sk-proj-Zm9vYmFyYmF6cXV4MTIzNDU2',
  ANTHROPIC_API_KEY: 'sk-ant-api03-cGxlYXNlLWRvLW5vdA',
  MINE_KEY: '7f3a9c51e0b84d2f96a1',
};

interface Key {
  readonly name: string;
  readonly siblings: readonly string[];
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** Every key of the example that the schema prescribes, with its place. */
function keysOf(text: string): Key[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const found: Key[] = [];
  const walk = (node: unknown, path: (string | number)[]): void => {
    if (isSeq(node)) for (const [index, item] of node.items.entries()) walk(item, [...path, index]);
    if (!isMap(node)) return;
    const siblings = keysAt(catoConfigSchema, path);
    for (const { key, value } of node.items) {
      if (!isScalar(key)) continue;
      const name = String(key.value);
      const offset = (key as Node).range?.[0] ?? 0;
      const { line, col } = lines.linePos(offset);
      if (siblings.includes(name)) found.push({ name, siblings, offset, line, column: col });
      walk(value, [...path, name]);
    }
  };
  walk(document.contents, []);
  return found;
}

const keys = keysOf(example);

const typo = fc
  .record({
    at: fc.nat(40),
    kind: fc.constantFrom('insert', 'delete', 'replace', 'swap'),
    letter: fc.constantFrom(...'aeiklrstxyzAEK_'),
  })
  .map(({ at, kind, letter }) => (word: string) => {
    const index = at % word.length;
    const head = word.slice(0, index);
    const tail = word.slice(index);
    if (kind === 'insert') return `${head}${letter}${tail}`;
    if (kind === 'delete') return `${head}${tail.slice(1)}`;
    if (kind === 'replace') return `${head}${letter}${tail.slice(1)}`;
    return `${head}${tail.slice(1, 2)}${tail.slice(0, 1)}${tail.slice(2)}`;
  });

function expectSound(problems: readonly ConfigProblem[], text: string, secrets: readonly string[]): void {
  const lines = text.split(/\r\n?|\n/).length;
  for (const { line, column } of problems) {
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThanOrEqual(1);
  }
  const said = `${JSON.stringify(problems)}\n${formatProblems(problems, 'cato.yaml')}`;
  for (const secret of secrets) expect(said).not.toContain(secret);
}

function read(text: string, variables: Record<string, string> = environment) {
  return readConfig(text, { file: 'cato.yaml', environment: variables });
}

describe('a misspelt key of the example', () => {
  test('is found at its line and column', () => {
    expect(keys.length).toBeGreaterThan(70);
    fc.assert(
      fc.property(fc.constantFrom(...keys), typo, ({ name, siblings, offset, line, column }, misspell) => {
        const wrong = misspell(name);
        fc.pre(/^[A-Za-z_]+$/.test(wrong) && !siblings.includes(wrong));
        const text = `${example.slice(0, offset)}${wrong}${example.slice(offset + name.length)}`;
        const { config, problems } = read(text);
        expect(config).toBeNull();
        const told = problems.filter((problem) => problem.line === line && problem.column === column);
        expect(told.map(({ message }) => message).join()).toMatch(/not a known key|not available in this version/);
        expectSound(problems, text, Object.values(environment));
      }),
      { numRuns: 60 },
    );
  });

  test('is answered with the key that was meant, when one letter is doubled', () => {
    fc.assert(
      fc.property(fc.constantFrom(...keys), fc.nat(40), ({ name, siblings, offset, line }, at) => {
        const index = at % name.length;
        const wrong = `${name.slice(0, index)}${name[index]}${name.slice(index)}`;
        fc.pre(!siblings.includes(wrong));
        const { problems } = read(`${example.slice(0, offset)}${wrong}${example.slice(offset + name.length)}`);
        const told = problems.find((problem) => problem.line === line && problem.message.includes(`\`${wrong}\``));
        expect(told?.hint).toBe(`did you mean \`${name}\`?`);
      }),
      { numRuns: 40 },
    );
  });
});

describe('whatever the text is, reading it does not throw', () => {
  test('when it is the example with pieces cut out, doubled or replaced', () => {
    const piece = fc.record({
      from: fc.nat(example.length),
      length: fc.nat(40),
      by: fc.oneof(
        fc.constantFrom(
          '',
          ':',
          ' ',
          '\n',
          '"',
          "'",
          '{',
          '}',
          '[',
          ']',
          '- ',
          '? ',
          '&a ',
          '*a',
          '<<: ',
          '|\n',
          '!',
          '%',
          '\t',
          '#',
        ),
        fc.string({ maxLength: 8 }),
      ),
    });
    fc.assert(
      fc.property(fc.array(piece, { minLength: 1, maxLength: 3 }), (pieces) => {
        let text = example.replace('env:MINE_KEY', 'sk-literal-9f8e7d6c5b4a39281706f5e4d3c2');
        for (const { from, length, by } of pieces) text = `${text.slice(0, from)}${by}${text.slice(from + length)}`;
        expectSound(read(text).problems, text, [
          ...Object.values(environment),
          'sk-literal-9f8e7d6c5b4a39281706f5e4d3c2',
        ]);
      }),
      { numRuns: 120 },
    );
  });

  test('when it is noise', () => {
    const word = fc.constantFrom(
      'a',
      'version: 1',
      'routes',
      ': ',
      '\n',
      '\n  ',
      '- ',
      '[',
      ']',
      '{',
      '}',
      ',',
      '&x ',
      '*x',
      '<<',
      '"',
      "'",
      '|',
      '>',
      '!t ',
      '? ',
      '---\n',
      '%Y',
      '\t',
      '\r',
      '\u0000',
      '\ud800',
      '#',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.array(word, { maxLength: 30 }).map((words) => words.join('')),
    );
    fc.assert(
      fc.property(text, (noise) => {
        const { config, problems } = read(noise);
        if (config === null) expect(problems.some(({ level }) => level === 'error')).toBe(true);
        expectSound(problems, noise, []);
      }),
      { numRuns: 200 },
    );
  });

  test('when it is good YAML that means something else', () => {
    const names = fc.constantFrom(
      'version',
      'providers',
      'targets',
      'routes',
      'resilience',
      'limits',
      'queue',
      'kind',
      'apiKey',
      'price',
      'log',
      'x',
      'toString',
      '*',
      '',
      '1',
    );
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom<unknown>(1, -1, 0.5, true, null, '', 'openai', 'env:A', 'x', '2020-01-01'),
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(names, tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(fc.dictionary(names, value, { maxKeys: 6 }), (document) => {
        const text = stringify({ version: 1, ...document });
        const { config, problems } = read(text);
        expect(config === null).toBe(problems.some(({ level }) => level === 'error'));
        expectSound(problems, text, []);
      }),
      { numRuns: 150 },
    );
  });
});

test('no problem shows a secret, whatever it looks like and however its key is misspelt', () => {
  const secret = fc
    .stringMatching(/^[A-Za-z0-9_+=.-]{24,48}$/)
    .filter((text) => /\d/.test(text) && /[A-Za-z]/.test(text));
  const place = fc.constantFrom(
    (text: string) => `providers: { a: { kind: openai, apiKey: "${text}" } }`,
    (text: string) => `providers: { a: { kind: "${text}", apiKey: env:A } }`,
    (text: string) => `providers: { a: { kind: openai, "${text}": 1 } }`,
    (text: string) => `providers: { a: { kind: openai, baseUrl: "https://${text}@h/" } }`,
    (text: string) => `providers: { a: { kind: openai, apiKey: { x: "${text}" } } }`,
    (text: string) => `provider: "${text}"\nroutes: { r: { targets: ["${text}"] } }`,
    (text: string) =>
      `resilience: { retries: "${text}" }\nlog: { format: "${text}" }\ndeploy: { regions: ["${text}"] }`,
    (text: string) => `providers: { a: { kind: openai, apiKey: "${text} }`,
    (text: string) => `providers: { a: { kind: openai, apiKey: ${text}: } }`,
    (text: string) => `allowLiteralSecrets: true\nproviders: { a: { kind: opnai, apiKey: "${text}" } }`,
  );
  fc.assert(
    fc.property(secret, place, (text, write) => {
      const document = `version: 1\n${write(text)}`;
      const { config, problems } = read(document, { A: text });
      expect(config).toBeNull();
      expectSound(problems, document, [text]);
    }),
    { numRuns: 200 },
  );
});

import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ConfigPath } from '../../../config/config-path.ts';
import { defaultModel, defaultRouteNames } from '../../../config/default-models.ts';
import { effectiveConfig } from '../../../config/effective-config.ts';
import { effectiveDeploy } from '../../../config/effective-deploy.ts';
import { parseEnvironment } from '../../../config/environment.ts';
import { formatProblems } from '../../../config/format-problems.ts';
import { readConfig } from '../../../config/read-config.ts';
import { catoConfigSchema } from '../../../config/schema/cato-config.ts';
import { catoJsonSchema } from '../../../config/schema/json-schema.ts';
import { descriptionAt, keysAt, schemaAt } from '../../../config/schema/schema-at.ts';

const root = new URL('../../../', import.meta.url);
const example = readFileSync(new URL('cato.example.yaml', root), 'utf8');
const documentation = readFileSync(new URL('docs/configuration.md', root), 'utf8');

/** Every field of the schema; `*` stands for names people choose. */
function fieldsBelow(schema: z.core.$ZodType, path: readonly string[] = []): [path: string, field: z.core.$ZodType][] {
  if (schema instanceof z.ZodExactOptional || schema instanceof z.ZodNullable)
    return fieldsBelow(schema.unwrap(), path);
  if (schema instanceof z.ZodRecord) return fieldsBelow(schema.valueType, [...path, '*']);
  if (!(schema instanceof z.ZodObject)) return [];
  return Object.entries(schema.shape).flatMap(([key, field]: [string, z.core.$ZodType]) => {
    const inner = field instanceof z.ZodExactOptional ? field.unwrap() : field;
    return [[[...path, key].join('.'), inner], ...fieldsBelow(inner, [...path, key])];
  });
}

const fields = fieldsBelow(catoConfigSchema);

/** Whether a path of the schema leads to something in a document. */
function isUsedIn(value: unknown, [step, ...rest]: readonly string[]): boolean {
  if (step === undefined) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (step === '*') return Object.values(value).some((child) => isUsedIn(child, rest));
  return Object.hasOwn(value, step) && isUsedIn(Reflect.get(value, step), rest);
}

test('every field says what it is and whether a change needs a deployment', () => {
  expect(fields.length).toBeGreaterThan(60);
  for (const [path, field] of fields) {
    const facts = z.globalRegistry.get(field);
    expect({ path, description: facts?.description }).toEqual({ path, description: expect.stringMatching(/\S.*\.$/) });
    expect({ path, change: facts?.change }).toEqual({ path, change: expect.stringMatching(/^(deploy|live)$/) });
  }
});

test('every default told to editors is the one that is filled in', () => {
  const { limits, log, dropUnsupported } = effectiveConfig(null, parseEnvironment({}).environment, {
    ollamaModels: null,
  });
  const effective = { limits, log, deploy: effectiveDeploy().settings, dropUnsupported };
  const checked = fields.filter(([path]) => Object.keys(effective).includes(path.split('.')[0] ?? ''));
  for (const [path, field] of checked) {
    const told = z.globalRegistry.get(field)?.default;
    if (field instanceof z.ZodObject) continue;
    const filledIn = path.split('.').reduce<unknown>((value, key) => Object(value)[key], effective);
    expect({ path, told }).toEqual({ path, told: filledIn });
  }
});

test('the committed JSON Schema is current', () => {
  // `node scripts/emit-schema.ts` writes it anew.
  expect(readFileSync(new URL('cato.schema.json', root), 'utf8')).toBe(catoJsonSchema());
});

test('the JSON Schema tells editors about keys, defaults and changes', () => {
  const schema = JSON.parse(catoJsonSchema());
  expect(schema).toMatchObject({
    additionalProperties: false,
    required: ['version'],
    properties: {
      routes: { propertyNames: { pattern: expect.any(String) } },
      limits: { properties: { bodyMs: { default: 60_000, description: expect.stringContaining('May change while') } } },
      deploy: { properties: { prefix: { description: expect.stringContaining('needs a deployment') } } },
    },
  });
  expect(catoJsonSchema()).not.toContain('"change"');
});

describe('the example', () => {
  const environment = {
    OPENAI_API_KEY: 'o',
    ANTHROPIC_API_KEY: 'a',
    MINE_KEY: 'm',
    GEMINI_API_KEY: 'g',
    GEMINI_OTHER_KEY: 'h',
    AZURE_TENANT_ID: 't',
    AZURE_CLIENT_ID: 'i',
    AZURE_CLIENT_SECRET: 's',
    GCP_PROJECT_ID: 'tide-1',
    GROQ_API_KEY: 'q',
    COHERE_API_KEY: 'c',
  };
  const { config, problems } = readConfig(example, { file: 'cato.example.yaml', environment });

  test('is valid and leads editors to the schema', () => {
    expect(problems).toEqual([]);
    expect(config).not.toBeNull();
    expect(example.split('\n')[0]).toBe('# yaml-language-server: $schema=./cato.schema.json');
  });

  test('is usable as it stands', () => {
    const effective = effectiveConfig(config, parseEnvironment(environment).environment, {
      ollamaModels: ['llama3'],
    });
    expect(effective.problems).toEqual([]);
    expect(effective.warnings).toEqual([]);
    expect(effective.defaultProvider).toBe('openai');
  });

  test('shows every key, a resilience block being the same wherever it stands', () => {
    const unused = fields
      .map(([path]) => path)
      .filter((path) => !isUsedIn(config, path.split('.')) && !/\*\.resilience\./.test(path));
    expect(unused).toEqual([]);
  });

  test('shows the defaults where it does not say otherwise', () => {
    const effective = effectiveConfig(config, parseEnvironment(environment).environment, { ollamaModels: null });
    const plain = effectiveConfig(null, parseEnvironment({}).environment, { ollamaModels: null });
    expect({ ...effective.limits, ...effective.log }).toEqual({
      ...plain.limits,
      ...plain.log,
    });
  });
});

describe('the documentation', () => {
  const rows = new Map(
    [...documentation.matchAll(/^\| `([\w.<>]+)` \|.* \|(.*)\| (deploy|live) \|$/gm)].map(
      ([, key = '', told = '', change = '']) => [key, { told: told.trim(), change }],
    ),
  );
  const documented = fields
    .filter(([path]) => !/\*\.resilience\./.test(path))
    .map(([path, field]) => ({ key: path.replaceAll('*', '<name>'), facts: z.globalRegistry.get(field) }));

  test('names every key and marks it as the schema does', () => {
    const marks = [...rows].map(([key, { change }]) => `${key} ${change}`);
    expect(marks.sort()).toEqual(documented.map(({ key, facts }) => `${key} ${facts?.change}`).sort());
  });

  test('tells the defaults of the schema', () => {
    const defaults = documented.filter(({ facts }) => facts?.default !== undefined);
    expect(defaults.length).toBeGreaterThan(15);
    for (const { key, facts } of defaults) {
      const value = Array.isArray(facts?.default) ? `[${facts.default.join(', ')}]` : toText(facts?.default);
      expect({ key, told: rows.get(key)?.told }).toEqual({ key, told: expect.stringContaining(`\`${value}\``) });
    }
  });

  test('tells the default models', () => {
    for (const route of defaultRouteNames) {
      const models = ['openai', 'anthropic', 'gemini'] as const;
      const cells = models.map((kind) => `\`${defaultModel(kind, route, null)}\``).join(' | ');
      expect(documentation).toContain(`| \`${route}\` | ${cells} |`);
    }
  });

  test('shows problems as they are told', () => {
    const sample = documentation.match(/```yaml\n([\s\S]*?)```/)?.[1] ?? '';
    const sources = { file: 'cato.yaml', environment: { OPENAI_API_KEY: 'o', ANTHROPIC_API_KEY: 'a' } };
    expect(readConfig(sample, sources).problems).toEqual([]);
    const spoilt = sample.replace('apiKey', 'apikey').replace('provider: openai', 'provider: opnai');
    const told = formatProblems(readConfig(spoilt, sources).problems, 'cato.yaml');
    expect(documentation).toContain(`\`\`\`\n${told}\n\`\`\``);
  });
});

test.each<[ConfigPath, readonly string[]]>([
  [['log'], ['format', 'content']],
  [['deploy', 'regions', 0], []],
  [['nowhere'], []],
  [['routes', 'a', 'targets', 0, 'deeper'], []],
])('the keys at %j are %j', (path, keys) => {
  expect(keysAt(catoConfigSchema, path)).toEqual(keys);
});

test('the schema is found through lists and names', () => {
  expect(descriptionAt(catoConfigSchema, ['routes', 'any', 'targets', 3])).toContain('name of a target');
  expect(schemaAt(catoConfigSchema, ['targets', 'any', 'toString'])).toBeNull();
});

function toText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

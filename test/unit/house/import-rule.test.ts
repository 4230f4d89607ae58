import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
let house: string;

/** A small house of files that all break a rule, one each. */
const violations: Readonly<Record<string, { readonly code: string; readonly rule: string }>> = {
  'core/knows-adapter.ts': { code: "export { a } from '../adapters/one/a.ts';", rule: 'core-stays-below' },
  'core/knows-type-of-protocol.ts': { code: "export type { p } from '../protocols/p.ts';", rule: 'core-stays-below' },
  'core/reads-files.ts': { code: "export { readFileSync } from 'node:fs';", rule: 'core-and-protocols-are-pure' },
  'core/knows-framework.ts': { code: "export { Hono } from 'hono';", rule: 'core-and-protocols-are-pure' },
  'protocols/knows-http-client.ts': { code: "export { Pool } from 'undici';", rule: 'core-and-protocols-are-pure' },
  'protocols/runs-sdk.ts': {
    code: "export { ConverseCommand } from '@aws-sdk/client-bedrock-runtime';",
    rule: 'core-and-protocols-are-pure',
  },
  'core/knows-sdk-type.ts': {
    code: "export type { Message } from '@aws-sdk/client-bedrock-runtime';",
    rule: 'core-and-protocols-are-pure',
  },
  'protocols/knows-adapter.ts': { code: "export { a } from '../adapters/one/a.ts';", rule: 'protocols-stays-below' },
  'adapters/one/knows-local.ts': { code: "export { l } from '../../local/l.ts';", rule: 'adapters-stays-below' },
  'adapters/two/knows-neighbour.ts': {
    code: "export { a } from '../one/a.ts';",
    rule: 'adapters-do-not-know-each-other',
  },
  'lib/knows-core.ts': { code: "export { c } from '../core/c.ts';", rule: 'lib-stays-below' },
  'local/goes-round.ts': { code: "export { l } from './l.ts'; export const r = 1;", rule: 'no-cycles' },
  'bin/lost.ts': { code: "export { x } from './nowhere.ts';", rule: 'nothing-unresolved' },
};

const innocent: Readonly<Record<string, string>> = {
  'core/c.ts': 'export const c = 1;',
  'protocols/p.ts': "export type p = 1; export { c } from '../core/c.ts';",
  'protocols/wire.ts': "export type { Message } from '@aws-sdk/client-bedrock-runtime';",
  'adapters/one/a.ts': "export { c as a } from '../../core/c.ts';",
  'local/l.ts': "export { a as l } from '../adapters/one/a.ts'; export { r } from './goes-round.ts';",
};

function cruise(folder: string): { readonly rule: string; readonly from: string }[] {
  const { stdout, stderr } = spawnSync(
    join(root, 'node_modules/.bin/depcruise'),
    [
      '--config',
      '.dependency-cruiser.js',
      '--output-type',
      'json',
      '--no-progress',
      ...readdirSync(folder).filter((name) => /^[a-z]+$/.test(name) && name !== 'node_modules'),
    ],
    { cwd: folder, encoding: 'utf8' },
  );
  if (!stdout.startsWith('{')) throw new Error(stderr);
  const report: { summary: { violations: { from: string; rule: { name: string } }[] } } = JSON.parse(stdout);
  return report.summary.violations.map(({ from, rule }) => ({ rule: rule.name, from }));
}

beforeAll(() => {
  house = mkdtempSync(join(tmpdir(), 'cato-house-'));
  const files = [
    ...Object.entries(innocent),
    ...Object.entries(violations).map(([file, { code }]) => [file, code] as const),
  ];
  for (const [file, code] of files) {
    mkdirSync(dirname(join(house, file)), { recursive: true });
    writeFileSync(join(house, file), code);
  }
  cpSync(join(root, '.dependency-cruiser.js'), join(house, '.dependency-cruiser.js'));
  writeFileSync(join(house, 'package.json'), '{"type":"module"}');
  symlinkSync(join(root, 'node_modules'), join(house, 'node_modules'));
});

afterAll(() => rmSync(house, { recursive: true }));

describe('the import rule', () => {
  test('finds every seeded violation and blames no innocent file', () => {
    const found = cruise(house);
    for (const [file, { rule }] of Object.entries(violations)) expect(found).toContainEqual({ rule, from: file });
    const blamed = new Set(found.map(({ from }) => from));
    expect(Object.keys(innocent).filter((file) => blamed.has(file) && file !== 'local/l.ts')).toEqual([]);
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { findImpurities } from './find-impurities.ts';

const root = join(import.meta.dirname, '../../..');

describe('pure code', () => {
  test.each(['core', 'protocols'])('%s has no hidden clock, no hidden randomness and no way out', (folder) => {
    const files = readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.ts'),
    );
    const impure = files.flatMap((file) => {
      const found = findImpurities(readFileSync(join(root, folder, file), 'utf8'));
      return found.length === 0 ? [] : [`${file}: ${found.join(', ')}`];
    });
    expect(files.length).toBeGreaterThan(20);
    expect(impure).toEqual([]);
  });

  test.each([
    ['const now = Date.now();', 'Date.now'],
    ['const now = Date.now;', 'Date.now'],
    ['const { now } = Date;', 'Date'],
    ["const now = Date['now']();", 'Date'],
    ['const today = new Date();', 'Date'],
    ['const today = Date();', 'Date'],
    ['const Clock = Date; const today = new Clock();', 'Date'],
    ['const die = Math.random();', 'Math.random'],
    ['const random = Math.random;', 'Math.random'],
    ['const { random } = Math;', 'Math'],
    ["const die = Math['random']();", 'Math'],
    ['const M = Math; M.random();', 'Math'],
    ['const die = Math?.random();', 'Math.random'],
    ['const late = AbortSignal.timeout(5);', 'AbortSignal.timeout'],
    ['const { timeout } = AbortSignal;', 'AbortSignal'],
    ['setTimeout(() => {}, 5);', 'setTimeout'],
    ['const wait = { setInterval };', 'setInterval'],
    ['function later(schedule = setImmediate) {}', 'setImmediate'],
    ['const key = process.env.KEY;', 'process'],
    ['const ask = fetch;', 'fetch'],
    ['const start = performance.now();', 'performance'],
    ['const id = crypto.randomUUID();', 'crypto'],
    ["const ask = globalThis['fetch'];", 'globalThis'],
    ["console.log('hello');", 'console'],
    ["const run = new Function('return 1');", 'Function'],
    ["const format = new Intl.DateTimeFormat('en').format();", 'Intl'],
    ["const fs = await import('node:' + 'fs');", 'import()'],
    ['const here = import.meta.dirname;', 'import.meta'],
    ['const random = (Math as { random(): number }).random;', 'Math'],
    ['const random = Math.random!;', 'Math.random'],
  ])('is not: %s', (code, impurity) => {
    expect(findImpurities(code)).toEqual([impurity]);
  });

  test.each([
    'export const day = new Date(0).toISOString() + Date.parse("2026-01-01") + Date.UTC(2026, 0);',
    'export const most = Math.max(1, Math.floor(2.5));',
    'export const both = AbortSignal.any([new AbortController().signal]);',
    'export function ask(process: string, { fetch }: { fetch: string }) { return [process, fetch]; }',
    'export const clock = { now: () => 0, setTimeout: 1 }; clock.now(); export const t = clock.setTimeout;',
    'export type Clock = typeof Date.now; export interface Timer { process: typeof fetch; at: Date }',
    '// Math.random(), Date.now() and process.env are for others.',
    "export const text = 'Math.random()';",
  ])('is: %s', (code) => {
    expect(findImpurities(code)).toEqual([]);
  });
});

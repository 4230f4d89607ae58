import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Bed, startBed } from '../../scripts/clients/bed.ts';
import { clients } from '../../scripts/clients/clients.ts';
import { runDriver } from '../../scripts/clients/run-driver.ts';

/** Those whose packages come with the repository; `npm run clients` runs all. */
const installed = ['openai-chat', 'openai-responses', 'anthropic', 'ai-sdk openai-compatible'];
const timeoutMs = 60_000;

let bed: Bed;

beforeAll(async () => {
  bed = await startBed();
});
afterAll(() => bed.close());

describe('a client’s own program, against both vendors’ models', () => {
  test.each(installed)(
    '%s finds everything that it asks for',
    async (driver) => {
      const [name = '', ...options] = driver.split(' ');
      const cwd = join(import.meta.dirname, '../../scripts/clients/javascript');
      const command = { command: process.execPath, args: [`${name}.js`, ...options], cwd, timeoutMs };
      const { results, failure } = await runDriver(bed, command);
      expect(failure).toBeNull();
      expect(results.filter(({ problem }) => problem !== null)).toEqual([]);
      expect(new Set(results.map(({ vendor }) => vendor))).toEqual(new Set(['openai', 'anthropic']));
      expect(results.length).toBeGreaterThan(20);
    },
    timeoutMs,
  );

  test('is run as the full matrix runs it', () => {
    const known = clients.map(({ driver, option }) => (option === undefined ? driver : `${driver} ${option}`));
    expect(known).toEqual(expect.arrayContaining(installed));
  });
});

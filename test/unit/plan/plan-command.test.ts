import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from '@jest/globals';
import { CommanderError } from 'commander';
import { addPlan } from '../../../bin/commands/plan.ts';
import { runInProcess } from '../local/command-in-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'cato-plan-'));
const file = join(folder, 'cato.yaml');
writeFileSync(file, 'version: 1\nprovider: bedrock\ndeploy: { profile: standard }\n');
afterAll(() => rmSync(folder, { recursive: true }));

const run = (...words: string[]) => runInProcess(addPlan, ['plan', '--config', file, ...words]);

describe('`cato plan`', () => {
  test('prints each line with its figures, the total, and what is in none', async () => {
    const { exitCode, out, error } = await run('--users', '1000000');
    expect([exitCode, error]).toEqual([0, '']);
    for (const words of [
      'Profile standard',
      'API Gateway, requests',
      'TOTAL',
      'Not included:',
      'there is no semantic cache yet',
      'Containers cost less',
    ])
      expect(out).toContain(words);
    expect(out).toMatch(/= 304\.1667 million requests × \$3\.5 \[api-requests, https:\/\/aws\.amazon\.com/);
  });

  test('prints the same as JSON', async () => {
    const { exitCode, out } = await run('--users', '1000', '--cache-hit-rate', '60', '--peak-rps', '50', '--json');
    const told = JSON.parse(out);
    expect(exitCode).toBe(0);
    expect(told).toMatchObject({
      configuration: file,
      load: { users: 1_000, cacheHitRate: 0.6 },
      deploy: { profile: 'standard' },
    });
    expect(told.volume.peakRps).toBeCloseTo(50, 6);
    expect(told.quotas.length).toBeGreaterThan(3);
  });

  test('takes another profile than the configuration', async () => {
    expect((await run('--profile', 'scale')).out).toContain('Profile scale: container');
  });

  test('prints the quotas to raise', async () => {
    const { out } = await run('--users', '1000000', '--quotas');
    expect(out).toContain('RAISE Lambda: Concurrent executions (L-B99A9384)');
    expect(out).toContain(
      'CHECK Bedrock: Cross-Region InvokeModel tokens per minute for us.anthropic.claude-haiku-5-5',
    );
  });

  test('fails with the faults of a configuration, in words or as JSON', async () => {
    const wrong = join(folder, 'wrong.yaml');
    writeFileSync(wrong, 'version: 1\nprovider: bedrock\ndeploy: { compute: steam }\n');
    const told = await runInProcess(addPlan, ['plan', '--config', wrong]);
    expect([told.exitCode, told.out]).toEqual([1, '']);
    expect(told.error).toContain('compute');
    const json = await runInProcess(addPlan, ['plan', '--config', join(folder, 'missing.yaml'), '--json']);
    expect(json.exitCode).toBe(1);
    expect(JSON.parse(json.out).error.message).toContain('missing.yaml');
  });

  test.each([
    ['--tiers', 'simple=70,complex=20'],
    ['--tiers', 'simple=70,simple=30'],
    ['--tiers', 'easy=100'],
    ['--users', 'many'],
    ['--users', '-1'],
    ['--cache-hit-rate', '101'],
    ['--profile', 'huge'],
  ])('does not take %s %s', async (flag, value) => {
    await expect(run(flag, value)).rejects.toBeInstanceOf(CommanderError);
  });

  test('does not take a busiest time below the mean', async () => {
    const { exitCode, error } = await run('--users', '1000000', '--peak-rps', '1');
    expect([exitCode, error]).toEqual([1, '--peak-rps is below the mean requests a second.\n']);
  });
});

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');

test('`cdk synth` works without network look-ups, credentials or a configuration', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cato-synth-'));
  const path = `${join(root, 'node_modules/.bin')}:${process.env.PATH}`;
  const { status, stderr } = spawnSync('cdk', ['synth', '--quiet', '--no-lookups', '--output', folder], {
    cwd: root,
    encoding: 'utf8',
    env: { PATH: path, HOME: folder, CDK_DISABLE_CLI_TELEMETRY: 'true' },
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  const template = JSON.parse(readFileSync(join(folder, 'cato-model-access.template.json'), 'utf8'));
  expect(Object.keys(template.Outputs)).toContain('PolicyArn');
  rmSync(folder, { recursive: true });
}, 60_000);

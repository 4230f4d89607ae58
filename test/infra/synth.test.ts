import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';

import { assemblies, canIsolate, deployment, readStacks, withoutNetwork } from './support/synthesised.ts';
import { validationWarnings } from './support/validation-warnings.ts';

const root = join(import.meta.dirname, '../..');
const cdk = join(root, 'node_modules/aws-cdk/bin/cdk');
const patienceMs = 300_000;

const unisolated = 'no network namespace can be made here (unshare --map-root-user --net)';
const mustIsolate = (process.env.CATO_REQUIRE ?? '').split(',').includes('netns');
const describeIsolated = canIsolate || mustIsolate ? describe : describe.skip;

describeIsolated(`cdk synth without network and credentials${canIsolate ? '' : `: SKIPPED, ${unisolated}`}`, () => {
  test(
    'makes the templates of small with every check as an error, the same as ever',
    () => {
      const profile = 'small';
      const folder = mkdtempSync(join(tmpdir(), 'cato-synth-'));
      const config = join(folder, 'cato.yaml');
      writeFileSync(config, 'version: 1\nprovider: bedrock\n');
      const context = ['-c', `profile=${profile}`, '-c', `config=${config}`];
      const synth = [
        cdk,
        'synth',
        '--quiet',
        '--no-lookups',
        '--no-version-reporting',
        '--output',
        join(folder, 'out'),
        ...context,
      ];
      const { status, stderr } = spawnSync(...withoutNetwork(process.execPath, ...synth), {
        cwd: root,
        encoding: 'utf8',
        env: {
          PATH: process.env.PATH,
          HOME: folder,
          TMPDIR: folder,
          CDK_DISABLE_CLI_TELEMETRY: 'true',
          CATO_BUNDLE_FOLDER: process.env.CATO_BUNDLE_FOLDER,
        },
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(validationWarnings(join(folder, 'out'))).toEqual([]);
      const made = readStacks(join(folder, 'out'));
      const known = deployment(profile).stacks;
      expect(made.map(({ id }) => id).sort()).toEqual(known.map(({ id }) => id).sort());
      for (const stack of made) {
        const same = known.find(({ id }) => id === stack.id);
        expect([stack.id, stack.template]).toEqual([stack.id, same?.template]);
      }
      rmSync(folder, { recursive: true });
    },
    patienceMs,
  );

  // Made with the same checks, without network and credentials either; here the command line takes them.
  test.each(['standard', 'scale'] as const)(
    'takes what was made of %s, with nothing left to look up',
    (profile) => {
      const app = join(assemblies(), profile);
      const synth = [cdk, 'synth', '--quiet', '--no-lookups', '--no-version-reporting', '--app', app];
      const { status, stderr } = spawnSync(...withoutNetwork(process.execPath, ...synth), {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: tmpdir(), CDK_DISABLE_CLI_TELEMETRY: 'true' },
      });
      expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
      expect(deployment(profile).failure).toBeNull();
    },
    patienceMs,
  );
});

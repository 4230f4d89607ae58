import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../..');
const handler = 'lambdas/decide-next/handler.ts';
let copy = '';

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'cato-bundled-'));
  const parts = 'adapters config core lambdas lib/functions protocols wiring workflows package.json'.split(' ');
  for (const part of parts) cpSync(join(root, part), join(copy, part), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
});
afterAll(() => rmSync(copy, { recursive: true, force: true }));

/** Decides the name of the asset, and with it whether a deployment changes the function. */
function bundleHash(): string {
  const module = join(copy, 'lib/functions/bundle-folder.ts');
  const script = `console.log((await import(${JSON.stringify(module)})).bundleFolder({ entry: 'decide-next', document: '{}' }))`;
  const { stdout, stderr, status } = spawnSync(process.execPath, ['--input-type=module', '--eval', script], {
    encoding: 'utf8',
    // A bundle goes with its process, but for one that processes share.
    env: { PATH: process.env.PATH, TMPDIR: copy, CATO_BUNDLE_FOLDER: mkdtempSync(join(copy, 'shared-')) },
  });
  if (status !== 0) throw new Error(stderr);
  const folder = stdout.trim();
  const hash = createHash('sha256');
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    hash.update(file).update(readFileSync(join(folder, file)));
  }
  return hash.digest('hex');
}

test('the same code is the same bundle, comments aside; other code is another', () => {
  const first = bundleHash();
  appendFileSync(join(copy, handler), '\n// Nothing that runs.\n');
  expect(bundleHash()).toBe(first);
  appendFileSync(join(copy, handler), '\nglobalThis.name = "other";\n');
  expect(bundleHash()).not.toBe(first);
}, 120_000);

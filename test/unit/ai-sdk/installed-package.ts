import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with one installed package, as an operator would have it beside the configuration. */
export interface InstalledPackage extends Disposable {
  readonly folder: string;
}

/** @param code the package's module. @param manifest what its package.json says besides its name. */
export function installPackage(
  name: string,
  code: string,
  manifest: object = { exports: './index.js' },
): InstalledPackage {
  const folder = mkdtempSync(join(tmpdir(), 'cato-ai-sdk-'));
  const home = join(folder, 'node_modules', name);
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'package.json'), JSON.stringify({ name, type: 'module', version: '1.0.0', ...manifest }));
  writeFileSync(join(home, 'index.js'), code);
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

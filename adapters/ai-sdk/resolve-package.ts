import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';

/** What Node's `import` would choose, in its order of preference where a package lists several. */
const conditions = ['node', 'import', 'module-sync', 'default'];

/**
 * The file that importing a package gives, looked up from a folder as Node does.
 * @throws GatewayError `upstream-not-found` when it is not installed there.
 */
export function resolvePackage(packageName: string, folder: string): string {
  const manifest = findManifest(packageName, folder);
  if (manifest === undefined) throw notInstalled(packageName, folder);
  const description: unknown = JSON.parse(readFileSync(manifest, 'utf8'));
  const { exports, module, main } = isJsonObject(description) ? description : {};
  const own = isJsonObject(exports) && '.' in exports ? exports['.'] : exports;
  const entry = chooseEntry(own) ?? [module, main, 'index.js'].find((path) => typeof path === 'string');
  return join(dirname(manifest), String(entry));
}

function findManifest(packageName: string, folder: string): string | undefined {
  try {
    return findPackageJSON(packageName, pathToFileURL(join(folder, 'cato.yaml')));
  } catch {
    return undefined;
  }
}

function chooseEntry(exported: unknown): string | null {
  if (typeof exported === 'string') return exported;
  if (!isJsonObject(exported)) return null;
  const condition = Object.keys(exported).find(
    (name) => conditions.includes(name) && chooseEntry(exported[name]) !== null,
  );
  return condition === undefined ? null : chooseEntry(exported[condition]);
}

function notInstalled(packageName: string, folder: string): GatewayError {
  return new GatewayError(
    'upstream-not-found',
    `The package ${packageName} is not installed: run \`npm install ${packageName}\` in ${folder}.`,
  );
}

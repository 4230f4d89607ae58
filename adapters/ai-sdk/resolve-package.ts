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
 * @throws GatewayError `not-installed` when it is not there; clients read it, so it names no folder.
 */
export function resolvePackage(packageName: string, folder: string): string {
  const manifest = findManifest(packageName, folder);
  if (manifest === undefined) throw notInstalled(packageName);
  const description = readManifest(packageName, manifest);
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

function readManifest(packageName: string, manifest: string): unknown {
  try {
    return JSON.parse(readFileSync(manifest, 'utf8'));
  } catch (cause) {
    const message = `The package ${packageName} is installed, but not whole: run \`npm install ${packageName}\` again where the gateway runs.`;
    throw new GatewayError('not-installed', message, { cause });
  }
}

function notInstalled(packageName: string): GatewayError {
  return new GatewayError(
    'not-installed',
    `The package ${packageName} is not installed where the gateway runs: run \`npm install ${packageName}\` beside its configuration.`,
  );
}

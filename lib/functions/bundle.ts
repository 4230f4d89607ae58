import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { buildSync } from 'esbuild';

const root = join(import.meta.dirname, '../..');
/** One build for all stacks of an app, and for all apps of a test. */
const built = new Map<string, string>();

/** What a bundle is made of. */
export interface BundleOptions {
  /** A folder below `lambdas/`. */
  readonly entry: string;
  /** Its module. Default: `handler`. */
  readonly module?: 'handler' | 'main';
  /** The configuration as JSON, beside the code as `config.json`; absent = the function needs none. */
  readonly document?: string;
}

/**
 * The code of a function: one module and the parts it loads when it needs them, the AWS SDK included. The folder's
 * content decides the asset's hash, so the same tree is the same asset.
 */
export function bundle(options: BundleOptions): Code {
  return Code.fromAsset(bundleFolder(options));
}

/** The folder that is uploaded: `index.mjs` is the entry, which exports `handler` where it is a function's. */
export function bundleFolder({ entry, module = 'handler', document }: BundleOptions): string {
  const key = `${entry}\n${document ?? ''}`;
  const known = built.get(key);
  if (known !== undefined) return known;
  const folder = mkdtempSync(join(tmpdir(), 'cato-bundle-'));
  buildSync({
    entryPoints: { index: join(root, 'lambdas', entry, `${module}.ts`) },
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    keepNames: true,
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    chunkNames: 'chunks/[name]-[hash]',
    mainFields: ['module', 'main'],
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  if (document !== undefined) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'config.json'), document);
  }
  built.set(key, folder);
  return folder;
}

import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { dataFiles } from '../../config/data-file.ts';
import { mergeChunks } from './merge-chunks.ts';

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

/** The folder that is uploaded: `index.mjs` is the entry, which exports `handler` where it is a function's. */
export function bundleFolder({ entry, module = 'handler', document }: BundleOptions): string {
  const file = `${entry}/${module}.ts`;
  const code = once(file, () => buildCode(file, module === 'handler' ? leftOut : {}));
  if (document === undefined) return code;
  return once(`${file}\n${document}`, () => {
    const folder = newFolder();
    for (const name of readdirSync(code)) linkSync(join(code, name), join(folder, name));
    writeFileSync(join(folder, 'config.json'), document);
    return folder;
  });
}

function once(key: string, make: () => string): string {
  const folder = built.get(key) ?? shared(key, make);
  built.set(key, folder);
  return folder;
}

/** Processes of one test run share what the first of them built: the code does not change meanwhile. */
function shared(key: string, make: () => string): string {
  const { CATO_BUNDLE_FOLDER: all } = process.env;
  if (!all) return make();
  const folder = join(all, createHash('sha256').update(key).digest('hex'));
  if (existsSync(folder)) return folder;
  mkdirSync(all, { recursive: true });
  try {
    renameSync(make(), folder);
  } catch (error) {
    // Another was faster.
    if (!existsSync(folder)) throw error;
  }
  return folder;
}

const folders: string[] = [];

/** Gone with the process: what is deployed has been copied by then. */
function newFolder(): string {
  if (folders.length === 0) {
    process.once('exit', () => {
      for (const folder of folders) rmSync(folder, { recursive: true, force: true });
    });
  }
  const folder = mkdtempSync(join(tmpdir(), 'cato-bundle-'));
  folders.push(folder);
  return folder;
}

/** What a function's start would load for nothing. A server serves HTTP by them, and starts seldom. */
const leftOut = {
  'node:http': join(import.meta.dirname, 'node-http.cjs'),
  'node:http2': join(import.meta.dirname, 'no-http2.cjs'),
};

function buildCode(file: string, alias: Readonly<Record<string, string>>): string {
  const folder = newFolder();
  const { metafile } = buildSync({
    entryPoints: { index: join(root, 'lambdas', file) },
    outdir: folder,
    absWorkingDir: root,
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    minify: true,
    metafile: true,
    outExtension: { '.js': '.mjs' },
    entryNames: '[name]',
    // In one folder: the code looks for its data beside itself.
    chunkNames: '[name]-[hash]',
    mainFields: ['module', 'main'],
    alias: { ...alias, undici: join(import.meta.dirname, 'undici-parts.mjs') },
    banner: {
      js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
    },
    logLevel: 'error',
  });
  mergeChunks(folder, 'index.mjs', metafile);
  if (Object.hasOwn(metafile.inputs, 'config/data-file.ts')) {
    for (const file of dataFiles) copyFileSync(join(root, 'config', file), join(folder, file));
  }
  return folder;
}

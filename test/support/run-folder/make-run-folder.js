import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** One folder for all temporary files of a run, and what its test files share; it goes with the run. */
export default function makeRunFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'cato-run-'));
  process.env.TMPDIR = folder;
  process.env.CATO_BUNDLE_FOLDER = join(folder, 'bundles');
  globalThis.catoRunFolder = folder;
}

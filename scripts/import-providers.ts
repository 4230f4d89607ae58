import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownKinds } from '../config/own-kinds.ts';
import { litellmWheel } from './import-models/pinned-wheels.ts';
import { readWheel } from './import-models/read-wheel.ts';
import { bridgeablePackages } from './import-providers/bridgeable-packages.ts';
import { buildPresets } from './import-providers/build-presets.ts';
import { type LitellmData, litellmFacts } from './import-providers/litellm-facts.ts';
import { mastraFacts } from './import-providers/mastra-facts.ts';
import { ownPackageFacts } from './import-providers/own-package-facts.ts';
import { ownPackages } from './import-providers/own-packages.ts';
import { mastraPackage, quirksPackage } from './import-providers/pinned-packages.ts';
import { readBridged } from './import-providers/read-bridged.ts';
import { readNpmPackage } from './import-providers/read-npm-package.ts';
import { readRefusedFields } from './import-providers/refused-fields.ts';

const maxDataBytes = 64 * 1024 * 1024;
const config = join(import.meta.dirname, '../config');
const folder = mkdtempSync(join(tmpdir(), 'cato-providers-'));
try {
  const codes = new Map(bridgeablePackages.map((pinned) => [pinned.name, readNpmPackage(pinned, folder)]));
  const own = ownPackages.map((one) => {
    const pinned = bridgeablePackages.find(({ name }) => name === one.package);
    if (pinned === undefined) throw new Error(`${one.package} is not pinned`);
    return ownPackageFacts(one, pinned, codes.get(one.package) ?? '');
  });
  const mastra = mastraFacts(readNpmPackage(mastraPackage, folder), mastraPackage);
  const litellm = litellmFacts(readLitellm(), litellmWheel.requirement.replace('==', '@'));
  const presets = buildPresets({
    facts: [...own, ...mastra, ...litellm],
    quirksAt: readRefusedFields(readNpmPackage(quirksPackage, folder)),
    quirksSource: `${quirksPackage.name}@${quirksPackage.version}`,
    quirksPath: quirksPackage.path,
    reserved: ownKinds,
  });
  const bridged = bridgeablePackages.map((pinned) => readBridged(pinned, codes.get(pinned.name) ?? ''));
  writeFileSync(join(config, 'provider-presets.json'), toLines(presets));
  writeFileSync(join(config, 'bridged-providers.json'), toLines(bridged));
  process.stdout.write(`${presets.length} presets, ${bridged.length} packages that can be bridged\n`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function readLitellm(): LitellmData {
  // Downloads the wheel and checks it; what is read of it here is another file.
  readWheel(litellmWheel, folder);
  const program = join(import.meta.dirname, 'import-providers/python-provider-facts.py');
  const wheel = join(folder, litellmWheel.file);
  return JSON.parse(execFileSync('python3', [program, wheel], { maxBuffer: maxDataBytes }).toString('utf8'));
}

/** One row a line, so that a new import reads as a list of changed providers. */
function toLines(rows: readonly object[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

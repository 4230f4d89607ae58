import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { addedModels } from './import-models/added-models.ts';
import { buildRows } from './import-models/build-rows.ts';
import { genaiPricesWheel, litellmWheel, type PinnedWheel } from './import-models/pinned-wheels.ts';
import { pythonDataToJson, readWheel } from './import-models/read-wheel.ts';
import { reviewedDifferences } from './import-models/reviewed-differences.ts';
import { rowsToText } from './import-models/rows-to-text.ts';
import type { SecondProvider } from './import-models/second-source.ts';
import type { SourceRow } from './import-models/source-row.ts';

const { values } = parseArgs({ options: { 'as-of': { type: 'string' } } });
const asOf = values['as-of'] ?? '';
if (!/^\d{4}-\d{2}-\d{2}$/.test(asOf)) {
  process.stderr.write('usage: node scripts/import-models.ts --as-of YYYY-MM-DD\n');
  process.exit(2);
}

const folder = mkdtempSync(join(tmpdir(), 'cato-models-'));
try {
  const first = JSON.parse(readWheel(litellmWheel, folder).toString('utf8')) as Record<string, SourceRow>;
  const second = pythonDataToJson(readWheel(genaiPricesWheel, folder)) as SecondProvider[];
  const collections = { first: nameOf(litellmWheel), second: nameOf(genaiPricesWheel) };
  const built = buildRows({ first, second, reviewed: reviewedDifferences, added: addedModels, asOf, collections });
  for (const notice of built.notices) process.stdout.write(`${notice}\n`);
  for (const one of built.unreviewed) {
    const where = `${one.provider} ${one.id}, ${one.processing} from ${one.minInput} tokens, ${one.price}`;
    process.stderr.write(`differs: ${where}: ${one.first} in the first source, ${one.second} in the second\n`);
  }
  for (const decision of built.overtaken) process.stderr.write(`no longer needed: ${decision}\n`);
  process.stdout.write(`${built.rows.length} rows; ${built.compared} prices compared\n`);
  if (built.unreviewed.length + built.overtaken.length > 0) {
    process.stderr.write('Nothing written: decide in reviewed-differences.ts and added-models.ts first.\n');
    process.exitCode = 1;
  } else {
    writeFileSync(join(import.meta.dirname, '../config/models.json'), rowsToText(built.rows));
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function nameOf(wheel: PinnedWheel): string {
  return wheel.requirement.replace('==', ' ');
}

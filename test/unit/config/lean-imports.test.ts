import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';

const config = new URL('../../../config/', import.meta.url);

/** Everything a module loads when it is imported: its own files by name, packages as they are called. */
function loadedBy(file: URL, seen: Set<string> = new Set()): Set<string> {
  if (seen.has(file.href)) return seen;
  seen.add(file.href);
  const source = readFileSync(file, 'utf8');
  for (const [, specifier] of source.matchAll(/^(?:import|export)\s+(?!type\b)[^;]*?from '([^']+)'/gm)) {
    if (specifier === undefined) continue;
    if (specifier.startsWith('.')) loadedBy(new URL(specifier, file), seen);
    else seen.add(specifier);
  }
  return seen;
}

test.each([
  'effective-config.ts',
  'environment.ts',
  'default-models.ts',
  'resolve-resilience.ts',
  'format-problems.ts',
])('%s loads no schema, no YAML library and no table of providers, so that a start without a file is quick', (name) => {
  const loaded = [...loadedBy(new URL(name, config))];
  expect(loaded.filter((entry) => /^(zod|yaml)$|\.json$/.test(entry))).toEqual([]);
});

test('reading a file does load them, which shows that the search above finds them', () => {
  expect([...loadedBy(new URL('read-config.ts', config))]).toEqual(expect.arrayContaining(['zod', 'yaml']));
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function fixture(name: string): Buffer {
  return readFileSync(join(import.meta.dirname, 'fixtures', name));
}

export function jsonFixture(name: string) {
  return JSON.parse(fixture(name).toString('utf8'));
}

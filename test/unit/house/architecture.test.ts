import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const text = readFileSync(join(root, 'docs/architecture.md'), 'utf8');

const foldersIn = (folder: string): readonly string[] =>
  readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => join(folder, name));

/** The folders that the table of what is where names. */
const named = [...text.matchAll(/^\| (`.*?) \|/gm)].flatMap(([, cell = '']) =>
  [...cell.matchAll(/`([a-z0-9/-]+)`/g)].map(([, folder = '']) => folder),
);

test('the architecture names every folder of the program once, and no other', () => {
  const folders = ['core', 'protocols', 'adapters'].flatMap(foldersIn);
  const flat = named.filter((folder) => !folder.includes('/'));
  expect(named.filter((folder) => folder.includes('/')).toSorted()).toEqual(folders.toSorted());
  expect(flat.filter((folder) => !existsSync(join(root, folder)))).toEqual([]);
});

test('every file that the architecture names is there', () => {
  const files = [...text.matchAll(/`((?:core|protocols|adapters|local)\/[\w./-]+)`/g)].map(([, file = '']) => file);
  expect(files.length).toBeGreaterThan(20);
  expect(files.filter((file) => !existsSync(join(root, file)))).toEqual([]);
});

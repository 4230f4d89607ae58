import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const documents = ['.', 'docs', 'docs/decisions'].flatMap((folder) =>
  readdirSync(join(root, folder))
    .filter((file) => file.endsWith('.md'))
    .map((file) => join(folder, file)),
);

/** Where a document points within the repository: links as they are written, code left out. */
function linksIn(text: string): readonly string[] {
  const prose = text.replace(/^```[\s\S]*?^```/gm, '').replace(/`[^`\n]*`(?!\])/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}

/** What GitHub makes of a document's headings. */
function anchorsIn(text: string): ReadonlySet<string> {
  const headings = text.replace(/^```[\s\S]*?^```/gm, '').matchAll(/^#{1,6} (.+)$/gm);
  const slug = (heading: string) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .trim()
      .replaceAll(' ', '-');
  return new Set([...headings].map(([, heading = '']) => slug(heading)));
}

function isThere(document: string, link: string): boolean {
  const [path = '', anchor] = link.split('#', 2);
  const target = path === '' ? join(root, document) : join(root, dirname(document), decodeURIComponent(path));
  return existsSync(target) && (anchor === undefined || anchorsIn(readFileSync(target, 'utf8')).has(anchor));
}

test('every link of the documents leads somewhere', () => {
  const all = documents.flatMap((document) =>
    linksIn(readFileSync(join(root, document), 'utf8')).map((link) => ({ document, link })),
  );
  expect(all.length).toBeGreaterThan(50);
  expect(all.filter(({ document, link }) => !isThere(document, link))).toEqual([]);
});

test('a link to nowhere is found, and so is one to a heading that is not there', () => {
  expect(linksIn('[a](b.md) `[c](d.md)` [`e`](f.md#g)\n```\n[h](i.md)\n```\n[j](https://k)')).toEqual([
    'b.md',
    'f.md#g',
  ]);
  expect(isThere('README.md', 'docs/nothing.md')).toBe(false);
  expect(isThere('README.md', 'docs/architecture.md#bounds')).toBe(true);
  expect(isThere('README.md', 'docs/architecture.md#nothing')).toBe(false);
});

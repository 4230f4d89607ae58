import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { extractZipMember, readZipMembers } from '../../../local/models/read-zip.ts';
import { makeZip } from './make-zip.ts';

describe('A zip archive', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cato-zip-'));
  });
  afterAll(() => rm(folder, { recursive: true }));
  const archive = (): string => join(folder, 'archive.zip');
  const signal = new AbortController().signal;
  const extract = async (bytes: Buffer, name: string): Promise<Buffer> => {
    await writeFile(archive(), bytes);
    const member = (await readZipMembers(archive())).find((each) => each.name === name);
    if (member === undefined) throw new Error('no such member');
    await extractZipMember(archive(), member, join(folder, 'out'), signal);
    return readFile(join(folder, 'out'));
  };

  test('gives back what was put into it', async () => {
    const entries = fc.uniqueArray(
      fc.record({
        name: fc.stringMatching(/^[a-z]{1,8}\/[a-zé.]{1,8}$/),
        bytes: fc.uint8Array({ minLength: 1, maxLength: 3000 }).map((bytes) => Buffer.from(bytes)),
        isStored: fc.boolean(),
      }),
      { minLength: 1, maxLength: 5, selector: ({ name }) => name },
    );
    await fc.assert(
      fc.asyncProperty(entries, async (members) => {
        const zip = makeZip(members);
        for (const { name, bytes } of members) expect((await extract(zip, name)).equals(bytes)).toBe(true);
      }),
      { numRuns: 25 },
    );
  });

  const bytes = Buffer.alloc(100_000, 'tide ');

  test('that unpacks to more than it says is not believed', async () => {
    const zip = makeZip([{ name: 'bomb', bytes, saidBytes: 10 }]);
    await expect(extract(zip, 'bomb')).rejects.toThrow(/holds more than the archive says/);
  });

  test.each([
    ['whose member has another checksum', makeZip([{ name: 'a', bytes, saidCrc: 1 }])],
    ['whose member is shorter than it says', makeZip([{ name: 'a', bytes, isStored: true, saidBytes: 200_000 }])],
    ['whose packed bytes are damaged', damaged(makeZip([{ name: 'a', bytes }]))],
  ])('%s is called broken', async (_, zip) => {
    await expect(extract(zip, 'a')).rejects.toThrow('The archive is broken.');
  });

  test.each([
    ['cut short', makeZip([{ name: 'a', bytes }]).subarray(0, -30)],
    ['empty', Buffer.alloc(0)],
    ['a page', Buffer.from('<html></html>')],
  ])('that is %s is called none', async (_, zip) => {
    await expect(extract(zip, 'a')).rejects.toThrow(/This is no zip archive/);
  });
});

function damaged(zip: Buffer): Buffer {
  return Buffer.concat([zip.subarray(0, 33), Buffer.alloc(8, 0xff), zip.subarray(41)]);
}

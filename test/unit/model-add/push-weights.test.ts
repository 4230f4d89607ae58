import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client } from '@aws-sdk/client-s3';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type PushOptions, pushWeights } from '../../../local/models/push/push-weights.ts';
import { S3ObjectStore } from '../../../local/models/push/s3-object-store.ts';
import type { WeightsEvent } from '../../../local/models/weights-progress.ts';
import { type MultipartS3, startMultipartS3 } from '../../support/multipart-s3.ts';

const partBytes = 1_000;

let s3: MultipartS3;
let client: S3Client;
let folder: string;
let told: WeightsEvent[];

beforeEach(async () => {
  s3 = await startMultipartS3();
  client = new S3Client({
    endpoint: s3.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
  folder = mkdtempSync(join(tmpdir(), 'cato-weights-'));
  told = [];
});

afterEach(() => {
  client.destroy();
  s3.close();
  rmSync(folder, { recursive: true });
});

/** Bytes that differ from part to part. */
function someBytes(length: number, seed = 1): Buffer {
  return Buffer.from(Array.from({ length }, (_, index) => (index * 31 * seed + Math.floor(index / 251)) % 256));
}

function write(name: string, body: Buffer | string): void {
  mkdirSync(join(folder, name, '..'), { recursive: true });
  writeFileSync(join(folder, name), body);
}

function push(options: Partial<PushOptions> = {}) {
  const { signal = new AbortController().signal } = options;
  const store = new S3ObjectStore(client, 'bucket', signal);
  return pushWeights({
    name: 'llama',
    source: folder,
    folder: '/nowhere',
    asEntailmentModel: false,
    store,
    tell: (event) => void told.push(event),
    signal,
    partBytes,
    ...options,
  });
}

describe('pushing weights', () => {
  test('uploads every file of the folder below its name, byte by byte, and nothing hidden', async () => {
    const bodies = {
      'model.safetensors': someBytes(3_500),
      'sub/tokenizer.json': someBytes(1_000, 3),
      empty: Buffer.alloc(0),
    };
    for (const [name, body] of Object.entries(bodies)) write(name, body);
    write('.cache/left-over', 'not wanted');
    write('weights.json', '{}');
    expect(await push()).toEqual({ key: 'models/llama/', files: 3, wereThere: 0 });
    expect([...s3.objects.keys()].sort()).toEqual(
      Object.keys(bodies)
        .map((name) => `/bucket/models/llama/${name}`)
        .sort(),
    );
    for (const [name, body] of Object.entries(bodies)) {
      expect(s3.objects.get(`/bucket/models/llama/${name}`)?.equals(body)).toBe(true);
    }
    const progress = told.filter(({ event }) => event === 'progress');
    expect(progress).toContainEqual({
      event: 'progress',
      file: 'model.safetensors',
      receivedBytes: 3_500,
      totalBytes: 3_500,
    });
  });

  test('uploads nothing again that is there already, and everything that differs', async () => {
    write('a', someBytes(2_500));
    write('b', someBytes(500));
    await push();
    const before = s3.asked.length;
    expect(await push()).toMatchObject({ wereThere: 2 });
    expect(s3.asked.slice(before).filter((line) => !line.startsWith('HEAD'))).toEqual([]);
    const changed = someBytes(2_500);
    changed[2_400] = 7;
    write('a', changed);
    expect(await push()).toMatchObject({ wereThere: 1 });
    expect(s3.objects.get('/bucket/models/llama/a')?.equals(changed)).toBe(true);
  });

  test('goes on where it was broken off, with the parts that are still right', async () => {
    write('model', someBytes(9_500));
    s3.onPart = (number) => {
      if (number === 7) throw new Error('broken');
    };
    await expect(push()).rejects.toThrow();
    expect(s3.objects.size).toBe(0);
    const arrived = s3.asked.filter((line) => line.startsWith('PUT')).length;
    expect(arrived).toBeGreaterThanOrEqual(3);
    s3.onPart = () => undefined;
    const changed = someBytes(9_500);
    changed[0] = 99;
    write('model', changed);
    const before = s3.asked.length;
    await push();
    const again = s3.asked.slice(before).filter((line) => line.startsWith('PUT'));
    expect(again).toContain('PUT part 1 of /bucket/models/llama/model');
    expect(again).not.toContain('PUT part 2 of /bucket/models/llama/model');
    expect(again.length).toBe(10 - (arrived - 1));
    expect(s3.objects.get('/bucket/models/llama/model')?.equals(changed)).toBe(true);
    expect(told.filter(({ event }) => event === 'resume')).toHaveLength(1);
  });

  test('is not taken for whole when a part arrives otherwise than it was sent', async () => {
    write('model', someBytes(2_500));
    client.middlewareStack.add(
      (next) => (args) => {
        const input = args.input as { Body?: Buffer; PartNumber?: number };
        if (input.PartNumber === 2 && input.Body) input.Body = Buffer.from(input.Body).fill(1, 0, 1);
        return next(args);
      },
      { step: 'initialize' },
    );
    await expect(push()).rejects.toThrow('BadDigest');
    expect(s3.objects.size).toBe(0);
  });

  test('stops when it is asked to', async () => {
    write('model', someBytes(9_500));
    const controller = new AbortController();
    s3.onPart = (number) => {
      if (number === 3) controller.abort(new Error('interrupted'));
    };
    await expect(push({ signal: controller.signal })).rejects.toThrow();
    expect(controller.signal.aborted).toBe(true);
    expect(s3.objects.size).toBe(0);
  });

  test('packs a model of the entailment endpoint into one archive, always the same', async () => {
    const bodies = { 'config.json': '{}', 'model.onnx': someBytes(4_000), 'tokenizer.json': '{"a":1}' };
    for (const [name, body] of Object.entries(bodies)) write(name, body);
    const pushed = await push({ name: 'deberta', asEntailmentModel: true });
    expect(pushed).toEqual({ key: 'models/nli/deberta.tar.gz', files: 1, wereThere: 0 });
    const archive = s3.objects.get('/bucket/models/nli/deberta.tar.gz');
    const out = mkdtempSync(join(tmpdir(), 'cato-unpacked-'));
    const listed = execFileSync('tar', ['-xzvf', '-', '-C', out], { input: archive, encoding: 'utf8' });
    expect(listed.trim().split('\n').sort()).toEqual(Object.keys(bodies).sort());
    for (const name of Object.keys(bodies)) {
      expect(execFileSync('cmp', [join(folder, name), join(out, name)], { encoding: 'utf8' })).toBe('');
    }
    rmSync(out, { recursive: true });
    expect(await push({ name: 'deberta', asEntailmentModel: true })).toMatchObject({ wereThere: 1 });
  });

  test.each([
    ['what is not there', () => ({ source: '/nowhere/else' }), /There is no \/nowhere\/else/],
    ['weights that were never added', () => ({ source: null }), /no weights named llama here/],
    ['a name that is none', () => ({ name: '../up' }), /cannot be a name/],
    [
      'an entailment model without its parts',
      () => ({ asEntailmentModel: true }),
      /no model\.onnx, no tokenizer\.json/,
    ],
  ])('says what to do about %s', async (_what, options, message) => {
    write('config.json', '{}');
    await expect(push(options())).rejects.toThrow(message);
  });
});

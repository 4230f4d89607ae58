import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI, { toFile } from 'openai';
import { startTestGateway, type TestGateway } from '../support/running-gateway.ts';
import { chatLine, config, jsonl, maxFileBytes, upload } from './batch-lines.ts';

let gateway: TestGateway;
let client: OpenAI;

beforeAll(async () => {
  // Nothing is asked of the provider.
  gateway = await startTestGateway(config('http://127.0.0.1:1'));
  client = new OpenAI({ baseURL: `${gateway.url}/v1`, apiKey: 'unused', maxRetries: 0 });
});
afterAll(() => gateway.drain());

describe('files', () => {
  test('a file is uploaded, listed, read and deleted', async () => {
    const text = jsonl(chatLine('a', 'é'.repeat(300)));
    const file = await client.files.create({
      ...{ file: await toFile(Buffer.from(text), 'my "questions".jsonl'), purpose: 'batch' },
      expires_after: { anchor: 'created_at', seconds: 7200 },
    });
    expect(file).toMatchObject({
      ...{ object: 'file', purpose: 'batch', filename: 'my "questions".jsonl', status: 'processed' },
      ...{ bytes: Buffer.byteLength(text), id: expect.stringMatching(/^file-[0-9a-f]{48}$/) },
    });
    expect((file.expires_at ?? 0) - file.created_at).toBe(7200);
    expect(await client.files.retrieve(file.id)).toEqual(file);
    const second = await upload('a', client);
    const listed: string[] = [];
    for await (const each of client.files.list({ limit: 1, purpose: 'batch' })) listed.push(each.id);
    expect(listed.slice(0, 2)).toEqual([second, file.id]);
    expect(await (await client.files.content(file.id)).text()).toBe(text);
    const head = await fetch(`${gateway.url}/v1/files/${file.id}/content`, { method: 'HEAD' });
    expect(head.headers.get('content-length')).toBe(String(Buffer.byteLength(text)));
    expect(await client.files.delete(file.id)).toEqual({ id: file.id, object: 'file', deleted: true });
    await expect(client.files.retrieve(file.id)).rejects.toMatchObject({ status: 404, code: 'file_not_found' });
    await expect(client.files.content(file.id)).rejects.toMatchObject({ status: 404 });
    await expect(client.files.delete(file.id)).rejects.toMatchObject({ status: 404 });
  });

  const form = (...fields: readonly (readonly [string, string, string?])[]): FormData => {
    const data = new FormData();
    for (const [name, value, filename] of fields) {
      if (filename === undefined) data.append(name, value);
      else data.append(name, new Blob([value]), filename);
    }
    return data;
  };
  const post = (body: FormData | string, headers = {}) =>
    fetch(`${gateway.url}/v1/files`, { method: 'POST', body, headers });
  const file = ['file', 'a', 'a.jsonl'] as const;
  const batch = ['purpose', 'batch'] as const;

  test.each([
    ['no purpose', form(file), 400, 'purpose'],
    ['another purpose', form(file, ['purpose', 'fine-tune']), 400, 'purpose'],
    ['no file', form(batch), 400, 'file'],
    ['a text for a file', form(batch, ['file', 'a']), 400, 'file'],
    ['two files', form(batch, file, file), 400, 'file'],
    ['an empty file', form(batch, ['file', '', 'a.jsonl']), 400, 'file'],
    ['another kind of file', form(batch, ['file', 'a', 'a.csv']), 400, 'file'],
    ['a field that is none', form(batch, file, ['colour', 'red']), 400, 'colour'],
    ['a field twice', form(batch, batch, file), 400, 'purpose'],
    ['a long field', form(['purpose', 'b'.repeat(2000)]), 400, 'purpose'],
    [
      'an expiry without an anchor',
      form(batch, file, ['expires_after[seconds]', '7200']),
      400,
      'expires_after[anchor]',
    ],
    [
      'a short expiry',
      form(batch, file, ['expires_after[anchor]', 'created_at'], ['expires_after[seconds]', '10']),
      400,
      'expires_after[seconds]',
    ],
    ['a file that is a little too large', form(batch, ['file', 'x'.repeat(maxFileBytes + 1), 'a.jsonl']), 413, 'file'],
    ['a file that is far too large', form(batch, ['file', 'x'.repeat(maxFileBytes * 20), 'a.jsonl']), 413, 'file'],
  ])('%s is refused by name, and leaves nothing behind', async (_what, body, status, param) => {
    const before = await (await fetch(`${gateway.url}/v1/files`)).json();
    const answer = await post(body);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
    expect(await (await fetch(`${gateway.url}/v1/files`)).json()).toEqual(before);
  });

  test('what is no form, or one that is cut, is refused', async () => {
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(400);
    const cut = await post('--b\r\ncontent-disposition: form-data; name="file"; filename="a.jsonl"\r\n\r\nabc', {
      'content-type': 'multipart/form-data; boundary=b',
    });
    expect(cut.status).toBe(400);
    expect(await cut.json()).toMatchObject({ error: { code: 'invalid_form' } });
  });

  test('a form of unknown length is read no further than the largest one could be', async () => {
    let sent = 0;
    const body = new ReadableStream({
      pull(controller) {
        sent += 65_536;
        controller.enqueue(Buffer.alloc(65_536, 'x'));
        if (sent > 20_000_000) controller.close();
      },
    });
    const headers = { 'content-type': 'multipart/form-data; boundary=b' };
    const answer = await fetch(`${gateway.url}/v1/files`, { method: 'POST', body, headers, duplex: 'half' });
    expect([answer.status, await answer.json()]).toMatchObject([413, { error: { code: 'file_too_large' } }]);
  });

  test('methods and queries that do not exist are refused', async () => {
    expect((await fetch(`${gateway.url}/v1/files`, { method: 'PUT' })).headers.get('allow')).toBe('POST, GET, HEAD');
    for (const query of ['limit=0', 'limit=x', 'order=up', 'after=file-0']) {
      expect((await fetch(`${gateway.url}/v1/files?${query}`)).status).toBe(400);
    }
  });
});

import type OpenAI from 'openai';
import { toFile } from 'openai';

export const maxFileBytes = 100_000;

export function config(url: string, more = ''): string {
  return `
version: 1
allowLiteralSecrets: true
providers:
  mock: { kind: openai-compatible, baseUrl: "${url}/v1", apiKey: provider-key-0123456789, resilience: { retries: 0, breaker: { failures: 1000 } } }
targets:
  first: { provider: mock, model: model-a }
  vectors: { provider: mock, model: vectors-1 }
batches: { maxConcurrent: 3, maxFileBytes: ${maxFileBytes} }
${more}`;
}

export const chat = '/v1/chat/completions';
export const chatLine = (id: string, content: string, more = {}): unknown => ({
  custom_id: id,
  method: 'POST',
  url: chat,
  body: { model: 'first', messages: [{ role: 'user', content }], ...more },
});
export const jsonl = (...lines: readonly unknown[]): string =>
  lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n');

export async function upload(text: string, openai: OpenAI): Promise<string> {
  const file = await openai.files.create({ file: await toFile(Buffer.from(text), 'in.jsonl'), purpose: 'batch' });
  return file.id;
}

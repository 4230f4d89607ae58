import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

/** A form that uploads lines as a file for a batch. @param keptSeconds how long the provider is to keep it. */
export function uploadForm(lines: readonly string[], keptSeconds: number): { type: string; bytes: Buffer } {
  // Unguessable: nothing in the lines can end the part.
  const boundary = `cato-${randomBytes(18).toString('hex')}`;
  const field = (name: string, value: string): string =>
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const head = [
    field('purpose', 'batch'),
    field('expires_after[anchor]', 'created_at'),
    field('expires_after[seconds]', String(keptSeconds)),
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="requests.jsonl"\r\n`,
    'content-type: application/jsonl\r\n\r\n',
  ].join('');
  const bytes = Buffer.from(`${head}${lines.join('\n')}\n\r\n--${boundary}--\r\n`);
  return { type: `multipart/form-data; boundary=${boundary}`, bytes };
}

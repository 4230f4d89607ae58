import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

const folder = join(import.meta.dirname, '../../fixtures/anthropic');

export interface AnswerFixture {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: JsonObject;
}

export function readAnswerFixture(name: string): AnswerFixture {
  return JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
}

/** The server-sent events as they go over the wire, label included. */
export function readStreamFixture(name: string): Buffer {
  return readFileSync(join(folder, `${name}.sse`));
}

/** The fixtures of answers that finish, each both whole and streamed. */
export const answerNames = [
  'text',
  'tools',
  'text-and-tools',
  'tool-without-arguments',
  'thinking',
  'structured',
  'usage-cached',
  'stop-sequence',
  'stop-length',
  'stop-context-full',
  'stop-paused',
  'stop-filtered',
] as const;

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ScriptedAnswer } from '../../support/scripted-upstream-answer.ts';

const fixtures = join(import.meta.dirname, '../../fixtures');

interface StoredAnswer {
  readonly _label: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

/** A whole answer: `<name>.json` holds its status, headers and body, and a label that is not sent. */
export function readWholeFixture(folder: string, name: string): ScriptedAnswer {
  const stored: StoredAnswer = JSON.parse(readFileSync(join(fixtures, folder, `${name}.json`), 'utf8'));
  return { status: stored.status, headers: stored.headers, body: JSON.stringify(stored.body) };
}

/** A stream: `<name>.sse` holds its very bytes; its label is a comment, which readers pass over. */
export function readStreamFixture(folder: string, name: string): ScriptedAnswer {
  const body = readFileSync(join(fixtures, folder, `${name}.sse`), 'utf8');
  return { headers: { 'content-type': 'text/event-stream; charset=utf-8', 'x-request-id': 'req_7f3a9c' }, body };
}

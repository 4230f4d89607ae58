import { readFileSync } from 'node:fs';
import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

/** A labelled fixture of this format, without its label. */
export function readFixture(name: string): JsonObject {
  const path = new URL(`../../fixtures/openai-responses/${name}.json`, import.meta.url);
  const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isJsonObject(content)) throw new Error(`${name} is not an object`);
  const { _label, ...fixture } = content;
  if (typeof _label !== 'string') throw new Error(`${name} has no label`);
  return fixture;
}

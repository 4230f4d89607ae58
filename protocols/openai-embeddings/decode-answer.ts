import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { fromFloat32Base64 } from '../../core/embeddings/float32-base64.ts';
import { inputUsage } from '../../core/embeddings/input-usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { Vector } from '../../core/ports/embedding-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { decodeEmbeddedError } from '../openai-chat/decode-embedded-error.ts';

/** An answer whose entries have been looked at: as many as inputs, each with a vector and a place of its own. */
export interface ReadAnswer {
  readonly body: JsonObject;
  readonly entries: readonly VectorEntry[];
  /** `null` when the provider did not say. */
  readonly usage: Usage | null;
}

/** One entry of an answer, its vector as it was written. */
export type VectorEntry = JsonObject & { readonly embedding: Vector | string };

/** @throws GatewayError `broken-answer`, or the error that the body says instead of an answer. */
export function readAnswer(body: unknown, inputCount: number): ReadAnswer {
  if (!isJsonObject(body)) throw broken('something other than an object');
  if (body.error) throw decodeEmbeddedError(body);
  const { data } = body;
  if (!Array.isArray(data)) throw broken('no list of vectors');
  if (data.length !== inputCount) throw broken(`${data.length} vectors for ${inputCount} inputs`);
  const entries = data.map((entry: unknown) => {
    if (!isVectorEntry(entry)) throw broken('an entry without a vector');
    return entry;
  });
  checkIndexes(entries);
  return { body, entries, usage: readUsage(body.usage) };
}

/** Some servers tell no index at all: theirs are in order. */
function checkIndexes(entries: readonly VectorEntry[]): void {
  const indexes = new Set(entries.map(({ index }) => index));
  if (indexes.size === 1 && indexes.has(undefined)) return;
  if (entries.some((_, place) => !indexes.has(place))) throw broken('vectors of unclear order');
}

/** The vectors in the order of the inputs. @throws GatewayError `broken-answer`. */
export function decodeAnswer(body: unknown, inputCount: number): { vectors: readonly Vector[]; usage: Usage | null } {
  const { entries, usage } = readAnswer(body, inputCount);
  const vectors: Vector[] = new Array(inputCount);
  for (const [place, { index = place, embedding }] of entries.entries()) {
    vectors[Number(index)] = toVector(embedding);
  }
  checkLengths(vectors);
  return { vectors, usage };
}

/** @throws GatewayError `broken-answer` for vectors that cannot be compared with one another. */
export function checkLengths(vectors: readonly Vector[]): void {
  if (vectors.some(({ length }) => length !== vectors[0]?.length)) throw broken('vectors of different lengths');
}

/** A vector by itself, however it was written. @throws GatewayError `broken-answer`. */
export function readVector(embedding: unknown): Vector {
  const entry = { embedding };
  if (!isVectorEntry(entry)) throw broken('an entry without a vector');
  return toVector(entry.embedding);
}

/** The numbers of a vector, however it was written. @throws GatewayError `broken-answer`. */
export function toVector(embedding: Vector | string): Vector {
  if (typeof embedding !== 'string') return embedding;
  const vector = fromFloat32Base64(embedding);
  if (vector === null) throw broken('a vector that is no base64 of finite 32-bit floats');
  return vector;
}

function isVectorEntry(entry: unknown): entry is VectorEntry {
  if (!isJsonObject(entry)) return false;
  const { embedding } = entry;
  if (typeof embedding === 'string') return embedding !== '';
  return Array.isArray(embedding) && embedding.length > 0 && embedding.every(isFinite32);
}

/** Clients read 32-bit floats, in base64 or after it. */
function isFinite32(number: unknown): boolean {
  return typeof number === 'number' && Number.isFinite(Math.fround(number));
}

function readUsage(usage: unknown): Usage | null {
  if (!isJsonObject(usage)) return null;
  const tokens = usage.prompt_tokens ?? usage.total_tokens;
  return typeof tokens === 'number' && Number.isFinite(tokens) && tokens >= 0 ? inputUsage(tokens) : null;
}

function broken(what: string): GatewayError {
  return new GatewayError('broken-answer', `The provider's answer to an embeddings request has ${what}.`);
}

import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { LikelyToken, TokenLogprob } from '../../core/conversation/token-logprob.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** The tokens' probabilities as OpenAI's formats list them; `undefined` where there are none. */
export function readLogprobs(list: unknown): readonly TokenLogprob[] | undefined {
  if (!Array.isArray(list) || list.length === 0) return undefined;
  const read = list.flatMap((entry: unknown) => {
    const token = readToken(entry);
    if (token === null) return [];
    const top: readonly unknown[] = isJsonObject(entry) && Array.isArray(entry.top_logprobs) ? entry.top_logprobs : [];
    return [{ ...token, top: top.map(readToken).filter((other) => other !== null) }];
  });
  return read.length === 0 ? undefined : read;
}

export function writeLogprobs(logprobs: readonly TokenLogprob[]): JsonObject[] {
  return logprobs.map(({ top, ...token }) => ({ ...token, top_logprobs: top }));
}

function readToken(value: unknown): LikelyToken | null {
  if (!isJsonObject(value)) return null;
  const { token, logprob, bytes } = value;
  if (typeof token !== 'string' || typeof logprob !== 'number') return null;
  return { token, logprob, bytes: isBytes(bytes) ? bytes : null };
}

function isBytes(value: unknown): value is number[] {
  return Array.isArray(value) && value.every((byte) => typeof byte === 'number');
}

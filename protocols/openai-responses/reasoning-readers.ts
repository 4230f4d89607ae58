import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestSurvey } from '../../core/routing/plan/request-survey.ts';
import { protocol } from './protocol.ts';
import { isSealed, openReasoning } from './reasoning-envelope.ts';

/**
 * Who can read the reasoning a body sends back, as far as it tells: a follow-up belongs there, for others would have to
 * leave it out.
 */
export function reasoningReaders({ input }: JsonObject): Pick<RequestSurvey, 'reasoningWriters' | 'reasoningProtocol'> {
  const writers = new Set<string>();
  let hasOwn = false;
  for (const item of Array.isArray(input) ? input : []) {
    if (!isJsonObject(item) || item.type !== 'reasoning') continue;
    const { encrypted_content: encrypted } = item;
    const { writtenBy } = openReasoning(encrypted) ?? {};
    if (writtenBy !== undefined) writers.add(writtenBy);
    // Which of the format's providers wrote it shows nowhere.
    if (typeof encrypted === 'string' && encrypted !== '' && !isSealed(encrypted)) hasOwn = true;
  }
  return {
    ...(writers.size === 0 ? {} : { reasoningWriters: [...writers] }),
    ...(hasOwn ? { reasoningProtocol: protocol } : {}),
  };
}

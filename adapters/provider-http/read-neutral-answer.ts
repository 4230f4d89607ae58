import type { CompletedAnswer } from '../../core/ports/chat-model.ts';
import type { ProviderCodec } from '../../core/ports/wire-codec.ts';
import { parseProviderJson } from './parse-provider-json.ts';

/** A whole answer in the neutral form. @throws GatewayError when it is not a finished answer. */
export function readNeutralAnswer(
  { decodeAnswer }: Pick<ProviderCodec, 'decodeAnswer'>,
  bytes: Buffer,
): Pick<CompletedAnswer, 'stopReason' | 'usage' | 'content'> {
  const answer = decodeAnswer(parseProviderJson(bytes.toString('utf8'), 'an answer'));
  return { stopReason: answer.stopReason, usage: answer.usage, content: { kind: 'neutral', answer } };
}

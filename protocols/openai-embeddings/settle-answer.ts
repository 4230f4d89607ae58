import type { Usage } from '../../core/conversation/usage.ts';
import { toFloat32Base64 } from '../../core/embeddings/float32-base64.ts';
import type { EmbeddingRequest } from '../../core/ports/embedding-model.ts';
import { checkLengths, type ReadAnswer, readAnswer, readVector, toVector } from './decode-answer.ts';
import { skimAnswer } from './skim-answer.ts';

/** An answer that may go to the client. */
export interface SettledAnswer {
  /** The very bytes, unless the vectors were written in another way than asked for. */
  readonly body: Buffer | string;
  readonly usage: Usage | null;
  /** How long the vectors are. */
  readonly dimensions: number;
}

/**
 * Checks an answer that passes through. Many servers write numbers whatever they are asked for; read as base64 those
 * would be other vectors, so they are written anew.
 * @param parse of the provider's JSON; throws what a client is told when it is none.
 * @throws GatewayError `broken-answer`, or the error that the body says instead of an answer.
 */
export function settleAnswer(
  bytes: Buffer,
  { inputs, encoding }: EmbeddingRequest,
  parse: (text: string) => unknown,
): SettledAnswer {
  const { text, firstVector, isUniform } = skimAnswer(bytes);
  const whole = (): ReadAnswer => readAnswer(parse(bytes.toString('utf8')), inputs.length);
  const answer = isUniform ? readAnswer(parse(text), inputs.length) : whole();
  if (!isUniform) checkLengths(answer.entries.map(({ embedding }) => toVector(embedding)));
  const isAsAsked = answer.entries.every(
    ({ embedding }) => (typeof embedding === 'string') === (encoding === 'base64'),
  );
  return {
    body: isAsAsked ? bytes : writtenAnew(whole(), encoding),
    usage: answer.usage,
    dimensions: readVector(isUniform && firstVector !== null ? parse(firstVector) : answer.entries[0]?.embedding)
      .length,
  };
}

function writtenAnew({ body, entries }: ReadAnswer, encoding: EmbeddingRequest['encoding']): string {
  const data = entries.map((entry) => {
    const vector = toVector(entry.embedding);
    return { ...entry, embedding: encoding === 'base64' ? toFloat32Base64(vector) : vector };
  });
  return JSON.stringify({ ...body, data });
}

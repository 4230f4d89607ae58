import { GatewayError } from '../../core/errors/gateway-error.ts';

/** The longest whole answer that is taken from a provider: what is read whole is held whole. */
export const maxAnswerBytes = 32 * 1024 * 1024;

/**
 * The whole body of a response.
 * @throws GatewayError `broken-answer` when it is longer than `maxBytes` (the connection is then closed) or breaks off.
 */
export async function readWhole(
  response: { readonly body: AsyncIterable<Buffer> },
  maxBytes = maxAnswerBytes,
): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response.body) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new GatewayError('broken-answer', `The provider's answer is longer than ${maxBytes} bytes.`);
    }
    chunks.push(chunk);
  }
  const [first] = chunks;
  return chunks.length === 1 && first ? first : Buffer.concat(chunks, bytes);
}

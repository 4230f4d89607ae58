import { createRandomPieces } from './random-pieces.ts';

/** Of one id: as many bits as a UUID. */
const bytesOfId = 16;

/** Makes ids of requests: `req_` and 32 hexadecimal digits, unguessable. */
export function createRequestIds(): () => string {
  const random = createRandomPieces(bytesOfId);
  return () => `req_${random().toString('hex')}`;
}

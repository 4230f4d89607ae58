import { randomFillSync } from 'node:crypto';

/** Of one id: as many bits as a UUID. */
const bytesOfId = 16;
/** Randomness is fetched for so many ids at a time: fetching it for each costs several times as much. */
const idsAtOnce = 256;

/** Makes ids of requests: `req_` and 32 hexadecimal digits, unguessable. */
export function createRequestIds(): () => string {
  const random = Buffer.alloc(bytesOfId * idsAtOnce);
  let at = random.length;
  return () => {
    if (at === random.length) {
      randomFillSync(random);
      at = 0;
    }
    at += bytesOfId;
    return `req_${random.toString('hex', at - bytesOfId, at)}`;
  };
}

import { bodyFaults } from './body-faults.ts';
import { connectionFaults } from './connection-faults.ts';
import { headFaults } from './head-faults.ts';
import type { MalformedRequest } from './malformed-request.ts';
import { createRandom } from './random.ts';
import { usualHeaders, writeRequest } from './write-request.ts';

const bodyNames = Object.keys(bodyFaults);
const headNames = Object.keys(headFaults);
const connectionNames = Object.keys(connectionFaults);

/** Every fault there is, by name. */
export const faultNames: readonly string[] = [...bodyNames, ...headNames, ...connectionNames];

/** Bodies of one API that reach another are malformed in their own way. */
const targets = ['/v1/chat/completions', '/v1/chat/completions', '/v1/responses', '/v1/messages'] as const;

/** How often values of the wrong kind come before all other faults of a body: they have the most places to be in. */
const strangeValueShare = 0.3;

/** The request of this number in the campaign of this seed: always the same. */
export function generateRequest(seed: number, index: number): MalformedRequest {
  const random = createRandom(seed, index);
  const layer = random.next();
  const names = layer < 0.75 ? bodyNames : layer < 0.9 ? headNames : connectionNames;
  const isStrangeValue = layer < 0.75 && random.chance(strangeValueShare);
  const fault = isStrangeValue ? 'strange value' : (names[random.below(names.length)] ?? '');
  const madeByHead = headFaults[fault] ?? connectionFaults[fault];
  if (madeByHead) return { fault, ...madeByHead(random) };
  const makeBody = bodyFaults[fault];
  if (!makeBody) throw new RangeError(`no fault is called ${fault}`);
  const { bytes, isHopeless } = makeBody(random);
  return {
    fault,
    writes: [writeRequest(bytes, usualHeaders, { target: random.pick(targets) })],
    methods: ['POST'],
    expects: isHopeless ? 'refusal' : 'answer',
    keepsConnection: true,
  };
}

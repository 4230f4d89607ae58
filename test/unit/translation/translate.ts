import assert from 'node:assert/strict';
import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import type { EncodedRequest, JsonObject } from '../../../core/ports/wire-codec.ts';
import type { ModelFacts } from '../../../core/routing/model-facts.ts';
import { withoutInexpressible } from './expressible.ts';
import { inOrder, placesOfLost, settle, type Trip } from './licences.ts';
import { sameIn } from './same-in.ts';
import type { Target } from './targets.ts';

/**
 * Sends a request to a target and reads it there again. What differs must be what `changes` names, each name must name
 * a difference, and where nothing may be dropped the request must be refused for the very same.
 * @returns the request as the target reads it; `null` where nothing of it could be sent at all.
 */
export function translate(
  request: ConversationRequest,
  target: Target,
  facts: ModelFacts,
  isOwn: boolean,
): ConversationRequest | null {
  const loose = attempt(request, target, facts, true);
  if (loose === null) return null;
  if (loose instanceof UnsupportedOptions) {
    // Parts that nobody may leave out unasked: without them, and only then, it can be sent.
    const rest = withoutInexpressible(endingAsAllowed(request, facts), target.protocol);
    const named = new Set<string>([...loose.options, ...loose.fields]);
    assert.deepEqual(
      named,
      new Set(placesOfLost(request, rest)),
      'refused at other places than the inexpressible ones',
    );
    assert.notDeepEqual(rest, request, 'refused, though nothing is inexpressible');
    assert.ok(!(attempt(rest, target, facts, true) instanceof UnsupportedOptions), 'refused for more than that');
    return translate(rest, target, facts, isOwn);
  }
  const after = target.read(loose.body);
  const around = { target, facts };
  const same = (trip: Trip) => ({
    before: sameIn(trip.before, target, facts, isOwn),
    after: sameIn(trip.after, target, facts, isOwn),
  });
  let trip: Trip = { before: request, after };
  const refusals: string[] = [];
  for (const clause of inOrder(loose.changes)) {
    const settled = settle(clause, trip, around);
    if (settled === null) throw new Error(`a name that nobody knows: ${clause}`);
    if (JSON.stringify(same(settled.trip)) === JSON.stringify(same(trip)) && !isNameOfWay(clause))
      throw new Error(`named, but not lost: ${clause}, of ${loose.changes.join('; ')}`);
    trip = settled.trip;
    refusals.push(...settled.refusals);
  }
  const { before, after: read } = same(trip);
  assert.deepEqual(read, before, `lost, but not named: what was named is ${JSON.stringify(loose.changes)}`);
  const strict = attempt(request, target, facts, false);
  const refused = strict instanceof UnsupportedOptions ? [...strict.options, ...strict.fields] : [];
  assert.deepEqual(refused.sort(), [...new Set(refusals)].sort());
  if (!(strict instanceof UnsupportedOptions)) assert.deepEqual(strict, loose);
  keepsIds(request, after, loose.body, target);
  return after;
}

/** Clauses that tell how something is asked for, which is the same to a reader. */
function isNameOfWay(clause: string): boolean {
  return clause === 'reasoning_effort none → thinking between tools' || clause === 'custom tools sent as functions';
}

function attempt(
  request: ConversationRequest,
  target: Target,
  facts: ModelFacts,
  dropUnsupported: boolean,
): EncodedRequest | UnsupportedOptions | null {
  try {
    return target.encode(request, { facts, stream: false, dropUnsupported });
  } catch (error) {
    if (error instanceof UnsupportedOptions) return error;
    if (error instanceof GatewayError && /must hold at least one message with content/.test(error.message)) return null;
    throw error;
  }
}

/** Without the last message of an assistant where the model does not continue it. */
function endingAsAllowed(request: ConversationRequest, { capabilities }: ModelFacts): ConversationRequest {
  const isPrefilled = request.messages.at(-1)?.role === 'assistant' && capabilities.prefill === false;
  return isPrefilled
    ? { ...request, messages: [...request.messages, { role: 'user', parts: [{ type: 'text', text: 'Go on.' }] }] }
    : request;
}

/**
 * Ids that the target takes stay, no two calls of a request share one there, and where others can be turned back, each
 * is again what it was. An id that a client uses more than once cannot be all that.
 */
function keepsIds(
  request: ConversationRequest,
  after: ConversationRequest,
  body: JsonObject,
  { takesId, wantsUniqueIds, sentIds }: Target,
): void {
  if (takesId === undefined) return;
  const [asked, read] = [callIds(request), callIds(after)];
  const sent = sentIds?.(body) ?? read;
  if (wantsUniqueIds) assert.equal(new Set(sent).size, sent.length, `two calls of one id: ${sent}`);
  for (const id of sent) assert.match(id, takesId);
  const unique = asked.filter((id) => asked.indexOf(id) === asked.lastIndexOf(id));
  for (const id of unique) {
    if (takesId.test(id)) assert.ok(sent.includes(id), `the id ${id} was changed`);
    if (sentIds !== undefined) assert.ok(read.includes(id), `the id ${id} was lost`);
  }
}

function callIds({ messages }: ConversationRequest): string[] {
  const parts = messages.flatMap((message): readonly Part[] => message.parts);
  return parts.flatMap((part) => (part.type === 'tool-call' ? [part.id] : []));
}

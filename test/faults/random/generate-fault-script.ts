import { createRandom, type Random } from '../../malformed/random.ts';
import type { Break } from '../behaviours.ts';
import type { Reply } from '../reply.ts';
import type { CallPlan, ClientScript, FaultScript, Manner, PrefillStyle, TargetScript } from './fault-script.ts';
import { otherwise, randomReply } from './random-reply.ts';

/** Short, but longer than this process takes with many scripts at once. */
export const scriptTimeouts = { connectMs: 2000, firstTokenMs: 450, idleMs: 450, answerMs: 600, totalMs: 10_000 };

const patientBreaker = { failures: 1000, windowSeconds: 30, coolDownSeconds: 15 };
const quickBreaker = { failures: 2, windowSeconds: 30, coolDownSeconds: 1 };

/** The script of an index: the same each time. */
export function generateFaultScript(seed: number, index: number): FaultScript {
  const random = createRandom(seed, index);
  const reply = randomReply(random, `Nr. ${index}`);
  const isUniform = random.chance(0.55);
  const count = random.pick([1, 2, 2, 3, 3, 3]);
  const targets = Array.from({ length: count }, () =>
    randomTarget(random, isUniform || random.chance(0.3) ? reply : otherwise(random, reply)),
  );
  const isRepeated = random.chance(0.08);
  const requests = isRepeated ? 2 + random.below(4) : 1;
  return {
    index,
    stream: random.chance(0.75),
    targets,
    resilience: {
      retries: random.pick([0, 1, 2]),
      maxAttempts: random.pick([1, 2, 3, 4, 4, 4, 6]),
      recovery: random.pick(['continue', 'continue', 'continue', 'continue', 'restart', 'error']),
      restartMaxChars: random.pick([2000, 2000, 2000, 20]),
      timeouts: scriptTimeouts,
      ...(isRepeated ? { breaker: quickBreaker } : random.chance(0.8) ? { breaker: patientBreaker } : {}),
    },
    clients: Array.from({ length: requests }, () => randomClient(random)),
    atOnce: isRepeated && random.chance(0.5),
  };
}

function randomTarget(random: Random, reply: Reply): TargetScript {
  const speaks = random.pick(['chat', 'chat', 'chat', 'messages', 'messages', 'messages', 'messages', 'refused']);
  const styles: readonly [PrefillStyle, ...PrefillStyle[]] = [
    'continues',
    'continues',
    'refuses',
    'starts-again',
    'starts-again-otherwise',
  ];
  const prefill = random.chance(0.6) ? random.pick(styles) : null;
  const call = (): CallPlan => (random.chance(0.4) ? randomAnswer(random) : randomFault(random));
  return { speaks, prefill, reply, calls: [call(), ...Array.from({ length: random.below(3) }, call)] };
}

function randomClient(random: Random): ClientScript {
  if (random.chance(0.06)) return { does: 'leave', afterMs: random.below(250) };
  if (random.chance(0.06)) return { does: 'read-slowly', pauseMs: random.below(20) };
  return { does: 'read' };
}

function randomManner(random: Random): Manner {
  return {
    charactersPerPiece: random.pick([1, 3, 6, 6, 11, 40]),
    bytesPerWrite: random.chance(0.7) ? null : random.pick([1, 2, 7, 33]),
    lineEnd: random.chance(0.85) ? '\n' : '\r\n',
  };
}

function randomAnswer(random: Random): CallPlan {
  if (random.chance(0.08)) return { do: 'no-end-marker', ending: random.pick(['end', 'close', 'reset', 'stall']) };
  return { do: 'answer', waitMs: random.chance(0.15) ? random.below(150) : 0, manner: randomManner(random) };
}

const fewStalls: readonly [Break, ...Break[]] = ['reset', 'reset', 'close', 'close', 'end', 'end', 'stall'];
const events = 'text/event-stream';
const html = '<!doctype html>\n<html><body>Sign in: data: nothing</body></html>\n';

function randomFault(random: Random): CallPlan {
  const kind = random.below(100);
  if (kind < 25) {
    const pieces = random.chance(0.25) ? 0 : random.magnitude(40);
    return { do: 'break-after', pieces, how: random.pick(fewStalls), manner: randomManner(random) };
  }
  if (kind < 50) {
    const share = random.next();
    return { do: 'break-at', share, how: random.pick(fewStalls), manner: randomManner(random) };
  }
  const pieces = random.chance(0.3) ? 0 : random.magnitude(30);
  if (kind < 56) return { do: 'error-inside', pieces };
  if (kind < 62) {
    const bytes = random.pick(['data: {"choices":[{"del\n\n', `data: ${html}\n\n`, 'data: []\n\n', 'data: 7\n\n']);
    return { do: 'garbage', pieces, bytes };
  }
  if (kind < 67) return { do: 'no-stop-reason', endMarker: random.chance(0.5) };
  if (kind < 74) return { do: 'break-before-head', how: random.pick(['reset', 'reset', 'close', 'close', 'stall']) };
  if (kind < 80) return randomBody(random);
  return randomStatus(random);
}

function randomBody(random: Random): CallPlan {
  return random.pick<CallPlan>([
    { do: 'body', status: 200, contentType: 'text/html', body: html },
    { do: 'body', status: 200, contentType: events, body: html },
    { do: 'body', status: 200, contentType: 'application/json', body: '' },
    { do: 'body', status: 200, contentType: events, body: '' },
    { do: 'body', status: 200, contentType: events, body: 'data: [DONE]\n\n' },
    { do: 'body', status: 200, contentType: 'application/json', body: '{"choices":[{"mess' },
    { do: 'body', status: 200, contentType: 'application/json', body: '{"choices":[]}' },
    { do: 'body', status: 502, contentType: 'text/html', body: html },
    { do: 'body', status: 204, contentType: 'text/plain', body: '' },
  ]);
}

function randomStatus(random: Random): CallPlan {
  const none = {};
  const rateLimit = { do: 'status', status: 429, type: 'rate_limit_error', code: 'rate_limit_exceeded' } as const;
  return random.pick<CallPlan>([
    { do: 'status', status: 500, type: 'server_error', headers: none },
    { do: 'status', status: 500, type: 'server_error', headers: none },
    { do: 'status', status: 503, type: 'server_error', headers: none },
    { do: 'status', status: 529, type: 'overloaded_error', headers: none },
    { do: 'status', status: 408, type: 'timeout_error', headers: none },
    { do: 'status', status: 401, type: 'authentication_error', code: 'invalid_api_key', headers: none },
    { do: 'status', status: 403, type: 'permission_error', headers: none },
    { do: 'status', status: 400, type: 'invalid_request_error', headers: none },
    { do: 'status', status: 400, type: 'invalid_request_error', code: 'context_length_exceeded', headers: none },
    { do: 'status', status: 400, type: 'invalid_request_error', code: 'content_policy_violation', headers: none },
    { ...rateLimit, headers: { 'retry-after-ms': String(random.below(120)) } },
    { ...rateLimit, headers: { 'retry-after': '0' } },
    { ...rateLimit, headers: { 'retry-after': '30' } },
    { ...rateLimit, headers: { 'retry-after': new Date(Date.UTC(2040, 0, 1)).toUTCString() } },
    { ...rateLimit, headers: none },
  ]);
}

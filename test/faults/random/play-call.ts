import { type AnswerOptions, after, type Behaviours, breakBeforeHead, plainBody } from '../behaviours.ts';
import { chat, messages, providerKey } from '../fault-gateway.ts';
import type { AskedRequest, Behaviour } from '../faulty-upstream.ts';
import type { Reply } from '../reply.ts';
import { type CallPlan, completes, type Manner, type TargetScript } from './fault-script.ts';

/** A call as an upstream got it, and what it made of it. */
export interface PlayedCall {
  readonly plan: CallPlan;
  /** The text that was to be gone on with. */
  readonly prefill: string | null;
  /** All that this call's answer would say. */
  readonly said: Reply;
  /** Whether the answer was brought to its stop reason. */
  readonly completes: boolean;
  /** Settled when the connection's answer is over. */
  readonly left: Promise<boolean>;
}

const fault = { type: 'server_error', message: `It broke for ${providerKey}.` };
const refusal: CallPlan = { do: 'status', status: 400, type: 'invalid_request_error', headers: {} };

/** What a target does with its call number `count`. */
export function playCall(
  target: TargetScript,
  count: number,
  request: AskedRequest,
): { readonly played: PlayedCall; readonly steps: ReturnType<Behaviour> } {
  const { prefill, left } = request;
  const refuses = prefill !== null && target.prefill === 'refuses';
  const plan = refuses ? refusal : (target.calls[count] ?? target.calls.at(-1) ?? target.calls[0]);
  const said = prefill === null ? target.reply : goOn(target, prefill);
  const played = { plan, prefill, said, completes: completes(plan), left };
  return { played, steps: behaviourOf(target.speaks === 'messages' ? messages : chat, plan, said)(request) };
}

/** What a model says that was given a beginning. */
function goOn({ prefill: style, reply }: TargetScript, prefill: string): Reply {
  const { text = '' } = reply;
  switch (style) {
    case 'starts-again':
      return reply;
    case 'starts-again-otherwise':
      return { ...reply, text: `Well: ${text}` };
    default: {
      const { reasoning: _reasoning, ...answer } = reply;
      if (text.startsWith(prefill)) return { ...answer, text: text.slice(prefill.length) };
      return { ...answer, text: ' — or so it is said.' };
    }
  }
}

function behaviourOf(wire: Behaviours, plan: CallPlan, said: Reply): Behaviour {
  switch (plan.do) {
    case 'answer':
      return after(plan.waitMs, wire.answer(said, optionsOf(plan.manner)));
    case 'no-end-marker':
      return wire.without(said, ['usage', 'end'], plan.ending);
    case 'no-stop-reason':
      return wire.without(said, plan.endMarker ? ['stop', 'usage'] : ['stop', 'usage', 'end']);
    case 'break-before-head':
      return breakBeforeHead(plan.how);
    case 'break-after':
      return wire.breakAfter(said, plan.pieces, plan.how, optionsOf(plan.manner));
    case 'break-at':
      return wire.breakAtShare(said, plan.share, plan.how, optionsOf(plan.manner));
    case 'error-inside':
      return wire.errorInside(said, plan.pieces, fault);
    case 'garbage':
      return wire.spoil(said, plan.pieces, plan.bytes);
    case 'body':
      return plainBody(plan.status, plan.contentType, plan.body);
    case 'status': {
      const { status, type, code, headers } = plan;
      const error = { type, message: `Status ${status} for ${providerKey}.`, ...(code === undefined ? {} : { code }) };
      return wire.fail(status, error, headers);
    }
  }
}

function optionsOf({ charactersPerPiece, bytesPerWrite, lineEnd }: Manner): AnswerOptions {
  return { charactersPerPiece, lineEnd, ...(bytesPerWrite === null ? {} : { shredded: bytesPerWrite }) };
}

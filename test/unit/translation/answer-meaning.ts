import type { ConversationAnswer } from '../../../core/conversation/conversation-answer.ts';
import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { Part } from '../../../core/conversation/part.ts';
import type { StopReason } from '../../../core/conversation/stop-reason.ts';
import { totalInput, type Usage } from '../../../core/conversation/usage.ts';
import { openReasoning } from '../../../protocols/openai-responses/reasoning-envelope.ts';
import { readWireData } from '../../../protocols/openai-responses/wire-data.ts';

/** What an answer says, whoever tells it: how it is cut into parts is not of it. */
export interface Meaning {
  readonly reasoning: string;
  /** What must travel back with the reasoning. */
  readonly proofs: readonly string[];
  readonly text: string;
  readonly refusal: string;
  readonly calls: readonly unknown[];
  readonly stopReason: StopReason;
  readonly usage: Usage | null;
}

export function meaningOf({ parts, stopReason, usage }: ConversationAnswer): Meaning {
  const texts = (type: 'reasoning' | 'text' | 'refusal') =>
    parts.map((part) => (part.type === type ? part.text : '')).join('');
  return {
    reasoning: texts('reasoning'),
    proofs: parts.flatMap(proofs),
    text: texts('text'),
    refusal: texts('refusal'),
    calls: parts.flatMap((part) =>
      part.type === 'tool-call'
        ? [{ id: part.id, name: part.name, input: JSON.stringify(JSON.parse(part.input || '{}')) }]
        : [],
    ),
    stopReason,
    usage,
  };
}

/** Responses hands proofs of other formats out as its own ciphertext. */
function proofs(part: Part): string[] {
  if (part.type !== 'reasoning') return [];
  const sealed = openReasoning(readWireData(part.opaque).item?.encrypted_content) ?? {};
  return [part.signature ?? sealed.signature, part.redacted ?? sealed.redacted].filter((one) => one !== undefined);
}

/** What of an answer a client's format can say. */
export function asTold(meaning: Meaning, client: string): Meaning {
  const { stopReason, usage, refusal, text } = meaning;
  switch (client) {
    case 'openai-chat':
      return {
        ...meaning,
        proofs: [],
        stopReason: plainStop(stopReason),
        usage: usage && { ...usage, cacheWrite: bucket(usage, 'default') },
      };
    case 'openai-responses': {
      const own = usage !== null && ('30m' in usage.cacheWrite || '12h' in usage.cacheWrite);
      const cacheWrite = usage && (own ? usage.cacheWrite : bucket(usage, 'default'));
      return {
        ...meaning,
        stopReason: plainStop(stopReason),
        usage: usage && { ...usage, cacheWrite: cacheWrite ?? {}, reasoning: usage.reasoning ?? 0 },
      };
    }
    default: {
      const { '1h': long = 0, ...rest } = usage?.cacheWrite ?? {};
      const short = Object.values(rest).reduce((sum, tokens) => sum + tokens, 0);
      const cacheWrite = { ...(short > 0 && { '5m': short }), ...(long > 0 && { '1h': long }) };
      return {
        ...meaning,
        // It has no part for a refusal, but a stop reason.
        text: text + refusal,
        refusal: '',
        stopReason: refusal !== '' && stopReason === 'stop' ? 'filtered' : stopReason,
        usage: usage && { ...usage, cacheWrite },
      };
    }
  }
}

function plainStop(stopReason: StopReason): StopReason {
  if (stopReason === 'context-full') return 'length';
  return stopReason === 'paused' ? 'stop' : stopReason;
}

function bucket(usage: Usage, name: string): Usage['cacheWrite'] {
  const written = totalInput(usage) - usage.freshInput - usage.cacheRead;
  return written === 0 ? {} : { [name]: written };
}

/** Puts a stream together; every part must begin, in order, and end before the answer does. */
export function gather(events: readonly ConversationEvent[]): ConversationAnswer {
  const parts: Part[] = [];
  const open = new Set<number>();
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  for (const event of events) {
    if (event.type === 'part-begins') {
      if (event.index !== parts.length || stopReason !== null) throw new Error(`part ${event.index} is out of order`);
      open.add(event.index);
      parts.push(begun(event));
    } else if (event.type === 'part-delta' || event.type === 'part-ends') {
      const part = parts[event.index];
      if (part === undefined || !open.has(event.index)) throw new Error(`part ${event.index} is not open`);
      parts[event.index] = event.type === 'part-delta' ? grown(part, event.text) : ended(part, event);
      if (event.type === 'part-ends') open.delete(event.index);
    } else if (event.type === 'usage') usage = event.usage;
    else if (event.type === 'finished') stopReason = event.stopReason;
  }
  if (stopReason === null || open.size > 0) throw new Error('the stream is not finished');
  return { id: null, model: '', parts, stopReason, usage };
}

function begun({ part, opaque }: Extract<ConversationEvent, { type: 'part-begins' }>): Part {
  const kept = opaque === undefined ? {} : { opaque };
  if (part.type === 'opaque') return part;
  return part.type === 'tool-call' ? { ...part, ...kept, input: '' } : { ...part, ...kept, text: '' };
}

function grown(part: Part, text: string): Part {
  if (part.type === 'tool-call') return { ...part, input: part.input + text };
  return 'text' in part ? { ...part, text: part.text + text } : part;
}

function ended(part: Part, { signature, opaque }: Extract<ConversationEvent, { type: 'part-ends' }>): Part {
  if (part.type === 'opaque') return part;
  const signed = part.type === 'reasoning' && signature !== undefined ? { ...part, signature } : part;
  return opaque === undefined ? signed : { ...signed, opaque };
}

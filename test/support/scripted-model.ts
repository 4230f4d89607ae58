import type { AnswerEvent, ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import { Seen } from '../../core/ports/chat-model.ts';

/** One attempt: events and errors in order; `stall` waits until the attempt is aborted. */
export type Step = AnswerEvent | Error | 'stall';

export const accepted: AnswerEvent = { type: 'accepted', upstreamRequestId: 'up-1', changes: [] };
export const finished: AnswerEvent = { type: 'finished', stopReason: 'stop', usage: null };

export function chunk(text: string, seen: number = Seen.content): AnswerEvent {
  return { type: 'chunk', bytes: Buffer.from(text), seen };
}

/** A model that plays one script per attempt, and remembers how it was called. */
export class ScriptedModel implements ChatModel {
  readonly protocol = 'test-wire';
  readonly calls: ModelCall[] = [];
  /** Attempts whose iterable was finished or returned. */
  released = 0;
  readonly #scripts: (readonly Step[])[];

  constructor(...scripts: (readonly Step[])[]) {
    this.#scripts = scripts;
  }

  async *answer(call: ModelCall): AsyncGenerator<AnswerEvent, void, undefined> {
    this.calls.push(call);
    try {
      for (const step of this.#next()) {
        if (step instanceof Error) throw step;
        if (step === 'stall') await aborted(call.signal);
        else yield step;
      }
    } finally {
      this.released += 1;
    }
  }

  async complete(call: ModelCall): Promise<CompletedAnswer> {
    this.calls.push(call);
    let text = '';
    let stopReason: CompletedAnswer['stopReason'] = 'stop';
    for (const step of this.#next()) {
      if (step instanceof Error) throw step;
      if (step === 'stall') await aborted(call.signal);
      else if (step.type === 'chunk') text += step.bytes.toString();
      else if (step.type === 'finished') ({ stopReason } = step);
    }
    return {
      upstreamRequestId: 'up-1',
      changes: [],
      stopReason,
      usage: null,
      content: { kind: 'raw', bytes: Buffer.from(text) },
    };
  }

  #next(): readonly Step[] {
    const script = this.#scripts[this.calls.length - 1];
    if (!script) throw new Error(`attempt ${this.calls.length} was not expected`);
    return script;
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

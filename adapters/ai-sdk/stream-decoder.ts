import type { ConversationEvent, StreamedPart } from '../../core/conversation/conversation-event.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { decodeFinish } from './decode-finish.ts';
import { decodeUsage } from './decode-usage.ts';
import type { ProviderMetadata, StreamPart } from './language-model.ts';
import { protocol } from './protocol.ts';
import { sealReasoning } from './reasoning-seal.ts';

interface OpenPart {
  readonly index: number;
  /** Whether any text of it was given out. */
  hasText: boolean;
  metadata: ProviderMetadata;
}

/** The outcome of a stream, once its `finish` has come. */
export interface StreamEnd {
  readonly stopReason: StopReason;
  readonly usage: Usage | null;
}

/** Stateful, one per stream. Errors in the stream are thrown as they come, untranslated. */
export class StreamDecoder {
  readonly #model: string;
  readonly #open = new Map<string, OpenPart>();
  #nextIndex = 0;
  #hasStarted = false;
  #callsTools = false;
  #end: StreamEnd | null = null;

  /** @param model the model asked for, where the provider names none. */
  constructor(model: string) {
    this.#model = model;
  }

  /** `null` until the stop reason has come. */
  get end(): StreamEnd | null {
    return this.#end;
  }

  decode(part: StreamPart): readonly ConversationEvent[] {
    switch (part.type) {
      case 'stream-start':
      case 'ping':
      case 'raw':
        return [];
      case 'error':
        throw part.error;
      case 'response-metadata':
        return this.#start(part.id ?? null, part.modelId ?? this.#model);
      case 'finish':
        return this.#finish(part);
      default:
        return [...this.#start(null, this.#model), ...this.#content(part)];
    }
  }

  #start(id: string | null, model: string): ConversationEvent[] {
    if (this.#hasStarted) return [];
    this.#hasStarted = true;
    return [{ type: 'started', id, model }];
  }

  #content(part: StreamPart): ConversationEvent[] {
    switch (part.type) {
      case 'text-start':
        return this.#begin(`text ${part.id}`, { type: 'text' });
      case 'text-delta':
        return this.#delta(`text ${part.id}`, { type: 'text' }, part.delta);
      case 'text-end':
        return this.#close(`text ${part.id}`);
      case 'reasoning-start':
        return this.#begin(`reasoning ${part.id}`, { type: 'reasoning' }, part.providerMetadata);
      case 'reasoning-delta':
        return this.#delta(`reasoning ${part.id}`, { type: 'reasoning' }, part.delta, part.providerMetadata);
      case 'reasoning-end':
        return this.#close(`reasoning ${part.id}`, part.providerMetadata);
      case 'tool-input-start':
        return part.providerExecuted === true ? [] : this.#beginCall(part.id, part.toolName);
      case 'tool-input-delta':
        return this.#open.has(`call ${part.id}`) ? this.#more(`call ${part.id}`, part.delta) : [];
      case 'tool-input-end':
        // The call itself follows, and with it the input where none was streamed.
        return [];
      case 'tool-call':
        return part.providerExecuted === true ? [] : this.#wholeCall(part.toolCallId, part.toolName, part.input);
      case 'tool-result':
        return [];
      default:
        return this.#opaque(part);
    }
  }

  #begin(key: string, part: StreamedPart, metadata: ProviderMetadata = {}): ConversationEvent[] {
    const index = this.#nextIndex++;
    this.#open.set(key, { index, hasText: false, metadata });
    return [{ type: 'part-begins', index, part }];
  }

  #delta(key: string, part: StreamedPart, text: string, metadata: ProviderMetadata = {}): ConversationEvent[] {
    const begun = this.#open.has(key) ? [] : this.#begin(key, part);
    const open = this.#open.get(key);
    if (open !== undefined) open.metadata = merged(open.metadata, metadata);
    return [...begun, ...this.#more(key, text)];
  }

  #more(key: string, text: string): ConversationEvent[] {
    const open = this.#open.get(key);
    if (open === undefined || text === '') return [];
    open.hasText = true;
    return [{ type: 'part-delta', index: open.index, text }];
  }

  #close(key: string, metadata: ProviderMetadata = {}): ConversationEvent[] {
    const open = this.#open.get(key);
    if (open === undefined) return [];
    this.#open.delete(key);
    const signature = key.startsWith('reasoning ') ? sealReasoning(merged(open.metadata, metadata)) : null;
    return [{ type: 'part-ends', index: open.index, ...(signature === null ? {} : { signature }) }];
  }

  #beginCall(id: string, name: string): ConversationEvent[] {
    this.#callsTools = true;
    return this.#begin(`call ${id}`, { type: 'tool-call', id, name, kind: 'function' });
  }

  #wholeCall(id: string, name: string, input: string): ConversationEvent[] {
    const key = `call ${id}`;
    const begun = this.#open.has(key) ? [] : this.#beginCall(id, name);
    const rest = this.#open.get(key)?.hasText === true ? [] : this.#more(key, input);
    return [...begun, ...rest, ...this.#close(key)];
  }

  #opaque(data: StreamPart): ConversationEvent[] {
    const index = this.#nextIndex++;
    return [
      { type: 'part-begins', index, part: { type: 'opaque', opaque: { protocol, data } } },
      { type: 'part-ends', index },
    ];
  }

  #finish({ finishReason, usage: told }: Extract<StreamPart, { type: 'finish' }>): ConversationEvent[] {
    const stopReason = decodeFinish(finishReason, this.#callsTools);
    const usage = decodeUsage(told);
    this.#end = { stopReason, usage };
    return [
      ...this.#start(null, this.#model),
      ...[...this.#open.keys()].flatMap((key) => this.#close(key)),
      { type: 'finished', stopReason },
      ...(usage === null ? [] : [{ type: 'usage', usage } as const]),
    ];
  }
}

/** Later words of the provider are added to its earlier ones. */
function merged(one: ProviderMetadata, other: ProviderMetadata): ProviderMetadata {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries([...names].map((name) => [name, { ...one[name], ...other[name] }]));
}

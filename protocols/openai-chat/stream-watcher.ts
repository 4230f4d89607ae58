import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import { saysCut } from '../../core/conversation/says-cut.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { Seen } from '../../core/ports/chat-model.ts';
import type { JsonObject, StreamWatcher, WatchedChunk } from '../../core/ports/wire-codec.ts';
import { parseEvents, type ServerSentEvent } from '../server-sent-events/event-data.ts';
import { formatEvent } from '../server-sent-events/format-event.ts';
import { answerId } from './answer-id.ts';
import { CallNumbers } from './call-numbers.ts';
import { decodeUsage } from './chat-usage.ts';
import { hasContent } from './chunk-content.ts';
import { parseChunk, writeChunk } from './chunk-json.ts';
import { ChunkTemplate } from './chunk-template.ts';
import { contentAfterStop } from './content-after-stop.ts';
import { cutInput } from './cut-input.ts';
import { decodeEmbeddedError } from './decode-embedded-error.ts';
import { endOfStream } from './end-of-stream.ts';
import { decodeStopReason } from './stop-reasons.ts';
import { StreamedInputs } from './streamed-inputs.ts';
import { unaskedChoice } from './unasked-choice.ts';
import { withoutUsage } from './without-usage.ts';

export interface StreamWatcherOptions {
  /** Whether the client asked to be told the usage; the provider is always asked. */
  readonly includeUsage: boolean;
  /** Choices asked for: the answer has not stopped before so many have, and more break it. Default 1. */
  readonly choiceCount?: number;
  /** Makes the answer's id when the provider gives none; without it such chunks stay as they are. */
  readonly requestId?: string;
}

/** Reads along while the chunks of one stream pass through, and mends what clients could not take. */
export function createStreamWatcher(options: StreamWatcherOptions): StreamWatcher {
  return new ChatStreamWatcher(options);
}

/** A stream whose chunks keep changing shape is parsed instead. */
const maxLessons = 8;

const nothing = Buffer.alloc(0);

/** What becomes of a chunk's `usage` on its way to this client. */
type UsageFate = 'stays' | 'goes' | 'is told at the end' | 'is all there is';

interface WatchedChoices {
  /** A choice begins without saying whose it is. */
  readonly lacksRole: boolean;
  /** The choices whose calls have other numbers for the client; `null` = none, as nearly always. */
  readonly renumbered: ReadonlyMap<unknown, JsonObject> | null;
}

class ChatStreamWatcher implements StreamWatcher {
  stopReason: StopReason | null = null;
  usage: Usage | null = null;
  readonly #options: StreamWatcherOptions;
  readonly #choiceCount: number;
  #id: string | null = null;
  readonly #begun = new Set<number>();
  readonly #finished = new Set<number>();
  /** By choice that is still running; most streams have none. */
  readonly #inputs = new Map<number, StreamedInputs>();
  /** By choice; most streams have none. */
  readonly #callNumbers = new Map<number, CallNumbers>();
  /** The last chunk whose usage was taken out, while it is still owed to a client that asked for it. */
  #owedUsage: JsonObject | null = null;
  /** The client has its end marker. */
  #hasEnded = false;
  /** The provider has sent its end marker: nothing after it is forwarded. */
  #isPast = false;
  #seen = 0;
  #template: ChunkTemplate | null = null;
  #lastChunk: JsonObject | null = null;
  #lessons = 0;

  constructor(options: StreamWatcherOptions) {
    this.#options = options;
    this.#choiceCount = Math.max(1, options.choiceCount ?? 1);
  }

  watch(events: Buffer): WatchedChunk {
    if (this.#isPast) return { bytes: nothing, seen: 0 };
    if (this.#finished.size === 0 && this.#template?.matches(events)) return { bytes: events, seen: Seen.content };
    const text = events.toString('utf8');
    this.#seen = 0;
    let forwarded: string | null = null;
    let copiedTo = 0;
    let end = text.length;
    const parsed = parseEvents(text);
    for (const event of parsed) {
      const replacement = this.#watchEvent(event);
      if (replacement !== null) {
        forwarded = (forwarded ?? '') + text.slice(copiedTo, event.from) + replacement;
        copiedTo = event.to;
      }
      if (!this.#isPast) continue;
      end = event.to;
      break;
    }
    const isUntouched = forwarded === null && end === text.length;
    const bytes = isUntouched ? events : Buffer.from((forwarded ?? '') + text.slice(copiedTo, end), 'utf8');
    if (parsed.length === 1 && isUntouched && this.#seen === Seen.content) this.#learn(events);
    return { bytes, seen: this.#seen };
  }

  /** From an ordinary chunk that was forwarded as it is. */
  #learn(event: Buffer): void {
    if (this.#lastChunk === null || this.#lessons >= maxLessons) return;
    this.#lessons += 1;
    this.#template = ChunkTemplate.learn(event, this.#lastChunk) ?? this.#template;
    this.#lastChunk = null;
  }

  end(): string {
    return this.#hasEnded ? '' : this.#ending();
  }

  #ending(): string {
    this.#hasEnded = true;
    if (!this.#owedUsage) return endOfStream;
    const chunk = { ...this.#owedUsage, choices: [], ...(this.#id === null ? {} : { id: this.#id }) };
    return formatEvent(writeChunk(chunk)) + endOfStream;
  }

  /** What to forward instead of the event; `null` to forward it as it is. */
  #watchEvent({ name, data }: ServerSentEvent): string | null {
    if (data === '') return null;
    if (data.startsWith('[DONE]')) {
      this.#seen |= Seen.end;
      this.#isPast = true;
      // Without a stop reason the answer was cut: the marker would make it look whole.
      if (!this.#isFinished() || this.#hasEnded) return '';
      if (this.#owedUsage) return this.#ending();
      this.#hasEnded = true;
      return null;
    }
    const chunk = this.#readChunk(name, data);
    if (chunk === null) return '';
    this.#lastChunk = chunk;
    const choices: readonly unknown[] = Array.isArray(chunk.choices) ? chunk.choices : [];
    const { lacksRole, renumbered } = this.#watchChoices(choices);
    const usage = this.#watchUsage(chunk.usage, choices);
    if (usage === 'is all there is') return '';
    if (usage === 'is told at the end') this.#owedUsage = chunk;
    const hasWrongId = this.#watchId(chunk.id, choices);
    if (!lacksRole && !hasWrongId && renumbered === null) {
      if (usage === 'stays') return null;
      const shorter = usage === 'goes' ? withoutUsage(data) : null;
      if (shorter !== null) return formatEvent(shorter, name);
    }
    const mended: Record<string, unknown> = { ...chunk };
    if (hasWrongId) mended.id = this.#id;
    const numbered = renumbered === null ? choices : choices.map((choice) => renumbered.get(choice) ?? choice);
    if (lacksRole || renumbered !== null) mended.choices = lacksRole ? numbered.map(withRole) : numbered;
    if (usage === 'is told at the end') mended.usage = null;
    if (usage === 'goes') delete mended.usage;
    return formatEvent(writeChunk(mended), name);
  }

  /** Returns `null` where a complete answer is followed by an error or by what cannot be read: it ends there. */
  #readChunk(name: string | null, data: string): JsonObject | null {
    try {
      const chunk = parseChunk(data);
      if (name === 'error' || (chunk.error !== undefined && chunk.error !== null)) throw decodeEmbeddedError(chunk);
      return chunk;
    } catch (error) {
      if (!this.#isFinished()) throw error;
      this.#seen |= Seen.end;
      this.#isPast = true;
      return null;
    }
  }

  #watchChoices(choices: readonly unknown[]): WatchedChoices {
    let lacksRole = false;
    let renumbered: Map<unknown, JsonObject> | null = null;
    let stops = false;
    for (const choice of choices) {
      if (!isJsonObject(choice)) continue;
      const { delta, finish_reason } = choice;
      const index = typeof choice.index === 'number' ? choice.index : 0;
      if (!this.#isAskedFor(index)) {
        if (isJsonObject(delta) && hasContent(delta)) throw unaskedChoice();
        continue;
      }
      const hasStopped = this.#finished.has(index);
      if (isJsonObject(delta)) {
        if (hasContent(delta)) {
          if (hasStopped) throw contentAfterStop();
          this.#seen |= Seen.content;
        }
        if (!this.#begun.has(index) && !delta.role) lacksRole = true;
        if (!hasStopped && (delta.tool_calls || delta.function_call)) {
          this.#inputsOf(index).read(delta);
          const numbers = Array.isArray(delta.tool_calls) ? this.#numbersOf(index).read(delta.tool_calls) : null;
          if (numbers !== null) renumbered = (renumbered ?? new Map()).set(choice, withNumbers(choice, numbers));
        }
      }
      this.#begun.add(index);
      // A reason that is told again would be looked into again, as often as the provider likes.
      if (hasStopped || typeof finish_reason !== 'string' || finish_reason === '') continue;
      const stopReason = decodeStopReason(finish_reason);
      if (!saysCut(stopReason) && this.#inputs.get(index)?.areWhole() === false) throw cutInput();
      this.#inputs.delete(index);
      this.#callNumbers.delete(index);
      this.stopReason = stopReason;
      this.#finished.add(index);
      stops = true;
    }
    if (stops && this.#isFinished()) this.#seen |= Seen.stop;
    return { lacksRole, renumbered };
  }

  #isAskedFor(choice: number): boolean {
    return Number.isInteger(choice) && choice >= 0 && choice < this.#choiceCount;
  }

  #inputsOf(choice: number): StreamedInputs {
    let inputs = this.#inputs.get(choice);
    if (!inputs) {
      inputs = new StreamedInputs();
      this.#inputs.set(choice, inputs);
    }
    return inputs;
  }

  #numbersOf(choice: number): CallNumbers {
    let numbers = this.#callNumbers.get(choice);
    if (!numbers) {
      numbers = new CallNumbers();
      this.#callNumbers.set(choice, numbers);
    }
    return numbers;
  }

  #isFinished(): boolean {
    return this.#finished.size >= this.#choiceCount;
  }

  #watchUsage(report: unknown, choices: readonly unknown[]): UsageFate {
    if (report === undefined) return 'stays';
    const { includeUsage } = this.#options;
    if (!isJsonObject(report)) return includeUsage ? 'stays' : 'goes';
    this.usage = decodeUsage(report) ?? this.usage;
    if (this.usage) this.#seen |= Seen.usage;
    if (choices.length > 0) return includeUsage ? 'is told at the end' : 'goes';
    // A report of its own pays what is owed.
    this.#owedUsage = null;
    return includeUsage ? 'stays' : 'is all there is';
  }

  /** Returns whether the chunk's id is not the stream's. */
  #watchId(id: unknown, choices: readonly unknown[]): boolean {
    if (typeof id === 'string' && id !== '') {
      this.#id ??= id;
      return id !== this.#id;
    }
    const { requestId } = this.#options;
    // Some servers begin with a chunk of their own that has neither choices nor an id.
    if (this.#id === null && choices.length > 0 && requestId !== undefined) this.#id = answerId(requestId);
    return this.#id !== null;
  }
}

function withNumbers(choice: JsonObject, numbers: readonly number[]): JsonObject {
  const { delta } = choice;
  if (!isJsonObject(delta) || !Array.isArray(delta.tool_calls)) return choice;
  const calls = delta.tool_calls.map((call: unknown, at) =>
    isJsonObject(call) ? { ...call, index: numbers[at] ?? 0 } : call,
  );
  return { ...choice, delta: { ...delta, tool_calls: calls } };
}

function withRole(choice: unknown): unknown {
  if (!isJsonObject(choice) || !isJsonObject(choice.delta)) return choice;
  return { ...choice, delta: { ...choice.delta, role: 'assistant' } };
}

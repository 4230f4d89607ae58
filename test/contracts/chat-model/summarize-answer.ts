import type { ConversationEvent } from '../../../core/conversation/conversation-event.ts';
import type { AnswerEvent, CompletedAnswer } from '../../../core/ports/chat-model.ts';
import type { ClientCodec, ProviderCodec } from '../../../core/ports/wire-codec.ts';
import { readEvents } from '../../../protocols/server-sent-events/event-data.ts';
import type { ExpectedAnswer } from './chat-model-harness.ts';

type Codec = ClientCodec & ProviderCodec;
type ToolCall = ExpectedAnswer['toolCalls'][number];

/** A streamed answer as its reader understands it, in the shape the contract expects it. */
export function summarizeStream(events: readonly AnswerEvent[], codec: Codec | null): ExpectedAnswer {
  const texts: string[] = [];
  const calls = new Map<number, { name: string; input: string }>();
  for (const event of toConversationEvents(events, codec)) {
    if (event.type === 'part-begins' && event.part.type === 'tool-call') {
      calls.set(event.index, { name: event.part.name, input: '' });
    }
    if (event.type !== 'part-delta') continue;
    const call = calls.get(event.index);
    if (call) call.input += event.text;
    else texts.push(event.text);
  }
  const last = events.at(-1);
  if (last?.type !== 'finished') throw new Error('the stream did not finish');
  const toolCalls = [...calls.values()].map(toToolCall);
  return { text: texts.join(''), toolCalls, stopReason: last.stopReason, usage: last.usage };
}

/** A whole answer in the same shape. */
export function summarizeWhole(answer: CompletedAnswer, codec: Codec | null): ExpectedAnswer {
  const { content, stopReason, usage } = answer;
  const { parts } =
    content.kind === 'neutral' ? content.answer : expectCodec(codec).decodeAnswer(JSON.parse(content.bytes.toString()));
  const text = parts.map((part) => (part.type === 'text' ? part.text : '')).join('');
  const toolCalls = parts.flatMap((part) => (part.type === 'tool-call' ? [toToolCall(part)] : []));
  return { text, toolCalls, stopReason, usage };
}

/** What the client of a raw answer receives, its tail included. */
export function rawBytes(events: readonly AnswerEvent[]): Buffer {
  return Buffer.concat(
    events.flatMap((event) => {
      if (event.type === 'chunk') return [event.bytes];
      return event.type === 'finished' && event.tail ? [event.tail] : [];
    }),
  );
}

/** Whether a raw stream closes with its format's own end marker, once. */
export function endsAsItShould(events: readonly AnswerEvent[], codec: Codec | null): boolean {
  if (codec === null || codec.endOfStream === '') return true;
  const text = rawBytes(events).toString();
  return text.endsWith(codec.endOfStream) && text.split(codec.endOfStream).length === 2;
}

function toConversationEvents(events: readonly AnswerEvent[], codec: Codec | null): readonly ConversationEvent[] {
  const neutral = events.flatMap((event) => (event.type === 'event' ? [event.event] : []));
  const raw = rawBytes(events);
  if (raw.length === 0) return neutral;
  const decoder = expectCodec(codec).createEventDecoder();
  const data = readEvents(raw).map((event) => event.data);
  return data.filter((one) => one !== '[DONE]').flatMap((one) => decoder.decode(JSON.parse(one)));
}

function toToolCall({ name, input }: { name: string; input: string }): ToolCall {
  return { name, input: input === '' ? {} : JSON.parse(input) };
}

function expectCodec(codec: Codec | null): Codec {
  if (codec === null) throw new Error('raw bytes from an adapter without a protocol');
  return codec;
}

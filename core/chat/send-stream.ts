import type { AnswerSink } from '../ports/arrival.ts';
import type { EventEncoder, WatchedCourse } from '../ports/wire-codec.ts';
import { AnswerCollector } from './answer-collector.ts';
import { answerContext, type ChatCall } from './chat-call.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { AnswerResumed } from './recovery.ts';
import type { RequestTrace } from './request-trace.ts';
import { streamAttempts } from './stream-attempts.ts';

/** Writes a streamed answer to the client: bytes as they are, neutral events in the client's format. */
export async function sendStream(
  call: ChatCall,
  answer: AnswerSink,
  trace: RequestTrace,
  keepAlive: KeepAlive,
): Promise<void> {
  let encoder: EventEncoder | null = null;
  let passed: WatchedCourse | null = null;
  /** The answer was passed through, and is kept or not. */
  let isSettled = false;
  const collector = call.turn === null ? null : new AnswerCollector();
  for await (const event of streamAttempts(call)) {
    let chunk: Buffer | string = '';
    switch (event.type) {
      case 'accepted':
        passed = event.course ?? null;
        trace.course = passed;
        if (trace.hasBegun) trace.begins();
        else answer.begin(trace.begins());
        continue;
      case 'resumed':
        if (encoder === null) {
          encoder = primed(call, event);
          if (passed) encoder.continueAfter?.(passed.sequenceNumber);
          trace.course = encoder;
        }
        chunk = call.codec.encodeComment(`cato: the answer broke off; ${event.how} with ${event.target.label}`);
        break;
      case 'chunk':
        chunk = event.bytes;
        if (event.answer && call.turn && call.codec.items) {
          const { stopReason, view } = event.answer;
          isSettled = true;
          const isKept = await trace.keep(call.turn, { stopReason, parts: [] }, view);
          if (!isKept) chunk = call.codec.items.streamWithoutStore(chunk.toString());
        }
        break;
      case 'event':
        if (encoder === null) {
          encoder = call.codec.createEventEncoder(answerContext(call));
          trace.course = encoder;
        }
        collector?.add(event.event);
        chunk = encoder.encode(event.event);
        break;
      case 'finished':
        trace.stopReason = event.stopReason;
        trace.usage = event.usage;
        chunk = encoder ? encoder.end() : (event.tail ?? '');
        if (call.turn && collector && !isSettled) {
          const whole = collector.answer();
          const isKept = whole !== null && (await trace.keep(call.turn, whole, encoder?.response ?? null));
          if (!isKept) chunk = call.codec.items?.streamWithoutStore(chunk.toString()) ?? chunk;
        }
        break;
    }
    if (chunk.length === 0) continue;
    trace.sent(chunk);
    const writable = answer.write(chunk, call.signal);
    keepAlive.wrote();
    if (writable) await keepAlive.whileWriting(writable);
  }
  keepAlive.end();
  answer.end();
  trace.ended();
}

/** An encoder that knows what the client has already: its id, its parts, its tool calls. */
function primed(call: ChatCall, { sent }: AnswerResumed): EventEncoder {
  // What was sent as raw bytes showed every part; parts are counted as they were shown.
  const encoder = call.codec.createEventEncoder({ ...answerContext(call), hidesReasoning: false });
  for (const event of sent) encoder.encode(event);
  return encoder;
}

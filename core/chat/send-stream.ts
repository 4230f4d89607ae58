import type { AnswerSink } from '../ports/arrival.ts';
import type { EventEncoder, RequestHead } from '../ports/wire-codec.ts';
import type { ChatCall } from './chat-call.ts';
import type { KeepAlive } from './keep-alive.ts';
import type { AnswerResumed } from './recovery.ts';
import type { RequestTrace } from './request-trace.ts';
import { streamAttempts } from './stream-attempts.ts';

/** Writes a streamed answer to the client: bytes as they are, neutral events in the client's format. */
export async function sendStream(
  call: ChatCall,
  head: RequestHead,
  answer: AnswerSink,
  trace: RequestTrace,
  keepAlive: KeepAlive,
): Promise<void> {
  let encoder: EventEncoder | null = null;
  const createEncoder = (): EventEncoder =>
    call.codec.createEventEncoder({
      requestId: call.requestId,
      createdAt: Math.floor(call.clock.now() / 1000),
      model: head.model,
      includeUsage: head.includeUsage,
    });
  for await (const event of streamAttempts(call)) {
    let chunk: Buffer | string = '';
    switch (event.type) {
      case 'accepted':
        if (trace.hasBegun) trace.begins();
        else answer.begin(trace.begins());
        continue;
      case 'resumed':
        encoder ??= primed(createEncoder(), event);
        chunk = call.codec.encodeComment(`cato: the answer broke off; ${event.how} with ${event.target.label}`);
        break;
      case 'chunk':
        chunk = event.bytes;
        break;
      case 'event':
        encoder ??= createEncoder();
        chunk = encoder.encode(event.event);
        break;
      case 'finished':
        trace.stopReason = event.stopReason;
        trace.usage = event.usage;
        chunk = encoder ? encoder.end() : (event.tail ?? '');
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
}

/** An encoder that knows what the client has already: its id, its parts, its tool calls. */
function primed(encoder: EventEncoder, { sent }: AnswerResumed): EventEncoder {
  for (const event of sent) encoder.encode(event);
  return encoder;
}

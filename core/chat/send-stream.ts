import type { AnswerSink } from '../ports/arrival.ts';
import type { EventEncoder, RequestHead } from '../ports/wire-codec.ts';
import type { ChatCall } from './chat-call.ts';
import type { RequestTrace } from './request-trace.ts';
import { streamAttempts } from './stream-attempts.ts';

/** Writes a streamed answer to the client: bytes as they are, neutral events in the client's format. */
export async function sendStream(
  call: ChatCall,
  head: RequestHead,
  answer: AnswerSink,
  trace: RequestTrace,
): Promise<void> {
  let encoder: EventEncoder | null = null;
  for await (const event of streamAttempts(call)) {
    let chunk: Buffer | string = '';
    switch (event.type) {
      case 'accepted':
        answer.begin(trace.begins());
        continue;
      case 'chunk':
        chunk = event.bytes;
        break;
      case 'event':
        encoder ??= call.codec.createEventEncoder({
          requestId: call.requestId,
          createdAt: Math.floor(call.clock.now() / 1000),
          model: head.model,
          includeUsage: head.includeUsage,
        });
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
    if (writable) await writable;
  }
  answer.end();
}

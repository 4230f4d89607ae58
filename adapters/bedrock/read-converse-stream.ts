import type { ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import type { ConversationEvent } from '../../core/conversation/conversation-event.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { seenIn } from '../../core/ports/seen-in.ts';
import type { EventDecoder } from '../../core/ports/wire-codec.ts';

/** How long the usage may take after the stop reason; the answer is complete without it. */
const usageWaitMs = 1000;

/**
 * The events of one stream and the final `finished`. A stream that ends or fails before its stop reason throws;
 * after the stop reason nothing can fail any more.
 * @param decoder fresh, for this stream.
 * @param model the model asked for; Converse does not name the one that answers.
 */
export async function* readConverseStream(
  stream: AsyncIterator<ConverseStreamOutput>,
  decoder: EventDecoder,
  model: string,
  clock: Clock,
): AsyncGenerator<AnswerEvent> {
  let stopReason: StopReason | null = null;
  let usage: Usage | null = null;
  while (stopReason === null) {
    const step = await stream.next();
    if (step.done === true) throw new GatewayError('broken-answer', 'Amazon Bedrock sent no stop reason.');
    for (const event of decoder.decode(step.value)) {
      if (event.type === 'finished') stopReason = event.stopReason;
      if (event.type === 'usage') usage = event.usage;
      yield { type: 'event', event: event.type === 'started' ? { ...event, model } : event, seen: seenIn(event) };
    }
  }
  if (usage === null) {
    const event = await usageAfterStop(stream, decoder, clock);
    if (event !== null) {
      usage = event.usage;
      yield { type: 'event', event, seen: seenIn(event) };
    }
  }
  yield { type: 'finished', stopReason, usage };
}

type UsageEvent = Extract<ConversationEvent, { type: 'usage' }>;

async function usageAfterStop(
  stream: AsyncIterator<ConverseStreamOutput>,
  decoder: EventDecoder,
  clock: Clock,
): Promise<UsageEvent | null> {
  const late = Promise.withResolvers<null>();
  const timer = clock.schedule(usageWaitMs, () => late.resolve(null));
  try {
    for (;;) {
      const step = await Promise.race([stream.next(), late.promise]);
      if (step === null || step.done === true) return null;
      for (const event of decoder.decode(step.value)) if (event.type === 'usage') return event;
    }
  } catch {
    // The answer is whole; only its usage is not known.
    return null;
  } finally {
    timer.cancel();
  }
}

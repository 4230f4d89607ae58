import type { Secret } from '../../core/access/secret.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent, ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { seenIn } from '../../core/ports/seen-in.ts';
import { cleanRequestId } from '../provider-http/clean-request-id.ts';
import { drainBody } from '../provider-http/drain-body.ts';
import { redactError } from '../provider-http/redact-error.ts';
import type { AiSdkProvider } from './ai-sdk-provider.ts';
import { bridgeFailure } from './bridge-failure.ts';
import { type BridgedCall, bridgedCalls } from './bridged-call.ts';
import { decodeResult } from './decode-result.ts';
import { decodeWarnings } from './decode-warnings.ts';
import { encodeCall } from './encode-call.ts';
import type { CallOptions, StreamPart } from './language-model.ts';
import { StreamDecoder } from './stream-decoder.ts';

export interface AiSdkChatModelOptions {
  readonly provider: AiSdkProvider;
  /** Taken out of whatever the provider says. */
  readonly secrets: readonly Secret[];
  /** Passed with every call, by the package's own names; `null` = none. */
  readonly providerOptions: CallOptions['providerOptions'] | null;
  readonly clock: Clock;
}

/** Models behind a package of the AI SDK, always spoken to in the neutral form. */
export function createAiSdkChatModel(options: AiSdkChatModelOptions): ChatModel {
  return {
    protocol: null,
    answer: (call) => streamAnswer(call, options),
    complete: (call) => completeAnswer(call, options),
  };
}

async function* streamAnswer(call: ModelCall, options: AiSdkChatModelOptions): AsyncGenerator<AnswerEvent> {
  const { provider, clock } = options;
  const encoded = encodeCall(call, options.providerOptions);
  const bridged = toBridgedCall(call, true);
  let reader: ReadableStreamDefaultReader<StreamPart> | null = null;
  const decoder = new StreamDecoder(call.model);
  try {
    const model = await provider.model(call.model);
    const asking = bridgedCalls.run(bridged, () => model.doStream(encoded.options));
    const { stream } = await withinSignal(asking, call.signal);
    reader = stream.getReader();
    let step = await reader.read();
    const warnings = step.value?.type === 'stream-start' ? step.value.warnings : [];
    const changes = [...encoded.changes, ...decodeWarnings(warnings, call.dropUnsupported)];
    yield { type: 'accepted', upstreamRequestId: requestIdOf(bridged, options), changes };
    while (decoder.end === null) {
      if (step.done) throw new GatewayError('broken-answer', 'The provider ended its stream without a stop reason.');
      for (const event of decoder.decode(step.value)) yield { type: 'event', event, seen: seenIn(event) };
      if (decoder.end === null) step = await reader.read();
    }
    yield { type: 'finished', ...decoder.end };
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw redactError(bridgeFailure(error, bridged, clock.now()), options.secrets);
  } finally {
    release(bridged, reader, clock);
  }
}

async function completeAnswer(call: ModelCall, options: AiSdkChatModelOptions): Promise<CompletedAnswer> {
  const { provider, clock } = options;
  const encoded = encodeCall(call, options.providerOptions);
  const bridged = toBridgedCall(call, false);
  try {
    const model = await provider.model(call.model);
    const asking = bridgedCalls.run(bridged, () => model.doGenerate(encoded.options));
    const result = await withinSignal(asking, call.signal);
    const warned = decodeWarnings(result.warnings, call.dropUnsupported);
    const answer = decodeResult(result, call.model);
    return {
      upstreamRequestId: requestIdOf(bridged, options),
      changes: [...encoded.changes, ...warned],
      stopReason: answer.stopReason,
      usage: answer.usage,
      content: { kind: 'neutral', answer },
    };
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw redactError(bridgeFailure(error, bridged, clock.now()), options.secrets);
  }
}

function toBridgedCall({ signal, connectMs }: ModelCall, stream: boolean): BridgedCall {
  return { stream, signal, connectMs, response: null, failure: null, hasEnded: false };
}

function requestIdOf({ response }: BridgedCall, { secrets }: AiSdkChatModelOptions): string | null {
  return cleanRequestId(response?.header('x-request-id') ?? response?.header('request-id') ?? null, secrets);
}

/** Waits for a package, but not longer than the signal lets it. */
async function withinSignal<Value>(promise: PromiseLike<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([promise, aborted.promise]);
  } finally {
    signal.removeEventListener('abort', abort);
  }
}

/** Frees the connection: for the next call where the answer came to its end, else by closing it. */
function release(
  { response, hasEnded }: BridgedCall,
  reader: ReadableStreamDefaultReader<StreamPart> | null,
  clock: Clock,
): void {
  reader?.cancel().catch(() => {});
  if (response === null) return;
  if (hasEnded) void drainBody(response.body, clock);
  else void response.body.return?.();
}

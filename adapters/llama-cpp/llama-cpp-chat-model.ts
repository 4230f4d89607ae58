import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { StopReason } from '../../core/conversation/stop-reason.ts';
import type { Usage } from '../../core/conversation/usage.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { AnswerEvent, ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import { seenIn } from '../../core/ports/seen-in.ts';
import { AnswerParts } from './answer-parts.ts';
import { type EncodedConversation, encodeConversation } from './encode-conversation.ts';
import type { Llama, LlamaChunk } from './llama-cpp-library.ts';
import { type LlamaCppSettings, type LoadedWeights, loadWeights, type Seat } from './loaded-weights.ts';
import { Pieces } from './pieces.ts';
import { Seats } from './seats.ts';

/** A model that runs in this process, on weights the operator brought. */
export interface LlamaCppChatModel extends ChatModel {
  countTokens(call: ModelCall): Promise<CountedTokens>;
  /** Reads the weights into memory; the first call does so otherwise, and waits. */
  load(): Promise<void>;
  /** Frees the memory. */
  close(): Promise<void>;
}

interface Running extends LoadedWeights {
  readonly free: Seats<Seat>;
}

interface Written {
  readonly stopReason: StopReason;
  readonly usage: Usage;
}

/** Answers with `node-llama-cpp`, in the neutral form only: text and JSON by schema, no tools. */
export function createLlamaCppChatModel(settings: LlamaCppSettings): LlamaCppChatModel {
  let loading: Promise<Running> | null = null;
  const load = (): Promise<Running> => {
    loading ??= loadWeights(settings).then((loaded) => ({ ...loaded, free: new Seats(loaded.seats) }));
    // What is missing now may be there when it is tried again.
    loading.catch(() => {
      loading = null;
    });
    return loading;
  };
  return {
    protocol: null,
    answer: (call) => streamAnswer(call, load),
    complete: (call) => completeAnswer(call, load),
    async countTokens(call) {
      const { history, changes } = encodeConversation(call.conversation(), call.dropUnsupported);
      const { model, seats } = await withinSignal(load(), call.signal);
      const inputTokens = seats[0]?.chat.chatWrapper
        .generateContextState({ chatHistory: history })
        .contextText.tokenize(model.tokenizer).length;
      return { upstreamRequestId: null, changes, inputTokens: inputTokens ?? 0, bytes: null };
    },
    load: async () => void (await load()),
    async close() {
      const running = await loading?.catch(() => null);
      loading = null;
      await running?.llama.dispose();
    },
  };
}

async function* streamAnswer(call: ModelCall, load: () => Promise<Running>): AsyncGenerator<AnswerEvent> {
  const encoded = encodeConversation(call.conversation(), call.dropUnsupported);
  const parts = new AnswerParts();
  const pieces = new Pieces<LlamaChunk>();
  const leaving = new AbortController();
  const signal = AbortSignal.any([call.signal, leaving.signal]);
  const writing = write({ call, encoded, signal, load, onChunk: (chunk) => pieces.add(chunk) });
  writing.then(
    () => pieces.end(),
    () => pieces.end(),
  );
  try {
    let isAccepted = false;
    for await (const chunk of pieces) {
      if (!isAccepted) yield* beginning(call, encoded);
      isAccepted = true;
      for (const event of parts.add(chunk)) yield { type: 'event', event, seen: seenIn(event) };
    }
    const { stopReason, usage } = await writing;
    if (!isAccepted) yield* beginning(call, encoded);
    for (const event of [...parts.end(), { type: 'usage', usage }, { type: 'finished', stopReason }] as const) {
      yield { type: 'event', event, seen: seenIn(event) };
    }
    yield { type: 'finished', stopReason, usage };
  } finally {
    leaving.abort(new Error('nobody reads the answer any more'));
    await writing.catch(() => null);
  }
}

function* beginning(call: ModelCall, { changes }: EncodedConversation): Generator<AnswerEvent> {
  yield { type: 'accepted', upstreamRequestId: null, changes };
  yield { type: 'event', event: { type: 'started', id: null, model: call.model }, seen: 0 };
}

async function completeAnswer(call: ModelCall, load: () => Promise<Running>): Promise<CompletedAnswer> {
  const encoded = encodeConversation(call.conversation(), call.dropUnsupported);
  const parts = new AnswerParts();
  const onChunk = (chunk: LlamaChunk): void => void parts.add(chunk);
  const { stopReason, usage } = await write({ call, encoded, signal: call.signal, load, onChunk });
  const answer = { id: null, model: call.model, parts: parts.parts, stopReason, usage };
  return {
    upstreamRequestId: null,
    changes: encoded.changes,
    stopReason,
    usage,
    content: { kind: 'neutral', answer },
  };
}

interface Writing {
  readonly call: ModelCall;
  readonly encoded: EncodedConversation;
  readonly signal: AbortSignal;
  readonly load: () => Promise<Running>;
  readonly onChunk: (chunk: LlamaChunk) => void;
}

async function write({ call, encoded, signal, load, onChunk }: Writing): Promise<Written> {
  const { free, llama, model } = await withinSignal(load(), signal);
  const request = call.conversation();
  const grammar = await grammarFor(request, llama);
  const seat = await free.take(signal);
  try {
    const { chat, sequence } = seat;
    const { contextText } = chat.chatWrapper.generateContextState({ chatHistory: encoded.history });
    const inputTokens = contextText.tokenize(model.tokenizer).length;
    const room = sequence.contextSize - inputTokens - spareTokens;
    if (room <= 0) throw tooLong(inputTokens, sequence.contextSize);
    const wanted = request.maxOutputTokens ?? Number.POSITIVE_INFINITY;
    // What one request has put into the model's memory is no other's to use.
    await sequence.clearHistory();
    let [output, reasoning] = [0, 0];
    const { metadata } = await chat.generateResponse(encoded.history, {
      ...encoded.sampling,
      signal,
      maxTokens: Math.min(wanted, room),
      ...(grammar === null ? {} : { grammar }),
      contextShift: { size: 1, strategy: neverShift },
      onResponseChunk: (chunk) => {
        output += chunk.tokens.length;
        if (chunk.type === 'segment') reasoning += chunk.tokens.length;
        onChunk(chunk);
      },
    });
    const usage = { freshInput: inputTokens, cacheRead: 0, cacheWrite: {}, output, reasoning };
    if (metadata.stopReason !== 'maxTokens') return { stopReason: 'stop', usage };
    return { stopReason: wanted <= room ? 'length' : 'context-full', usage };
  } catch (error) {
    signal.throwIfAborted();
    throw toGatewayError(error);
  } finally {
    free.giveBack(seat);
  }
}

/** The library counts a little otherwise than the template alone. */
const spareTokens = 8;

/** An answer that forgets its own prompt on the way is none. */
function neverShift(): never {
  throw new GatewayError('broken-answer', 'The answer outgrew the context window.');
}

async function grammarFor({ responseFormat }: ConversationRequest, llama: Llama): Promise<unknown> {
  if (responseFormat?.type !== 'json-schema') {
    return responseFormat?.type === 'json-object' ? llama.getGrammarFor('json') : null;
  }
  try {
    return await llama.createGrammarForJsonSchema(responseFormat.schema);
  } catch {
    throw new UnsupportedOptions(['responseFormat'], [], 'the schema uses what models that run here cannot be held to');
  }
}

/** Waits for something that others wait for too, no longer than the signal allows. */
async function withinSignal<Value>(waited: Promise<Value>, signal: AbortSignal): Promise<Value> {
  signal.throwIfAborted();
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort, { once: true });
    waited.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}

function tooLong(inputTokens: number, contextSize: number): GatewayError {
  return new GatewayError(
    'context-too-long',
    `The conversation has ${inputTokens} tokens; this model takes ${contextSize}, the answer included.`,
    { code: 'context_length_exceeded' },
  );
}

function toGatewayError(error: unknown): Error {
  if (error instanceof GatewayError || error instanceof UnsupportedOptions) return error;
  const said = error instanceof Error ? error.message : String(error);
  return new GatewayError('upstream-fault', `The model stopped with a fault: ${said}`, { cause: error });
}

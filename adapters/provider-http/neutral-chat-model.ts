import type { Secret } from '../../core/access/secret.ts';
import type { ChatModel, CompletedAnswer, CountedTokens, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { JsonObject, ProviderCodec } from '../../core/ports/wire-codec.ts';
import { cleanRequestId } from './clean-request-id.ts';
import { isEventStream } from './is-event-stream.ts';
import type { ProviderHttpResponse } from './provider-http.ts';
import { readFailure } from './read-failure.ts';
import { readNeutralAnswer } from './read-neutral-answer.ts';
import { readUnstreamed } from './read-unstreamed.ts';
import { readWhole } from './read-whole.ts';
import { redactError } from './redact-error.ts';
import { type OpenStream, streamAnswer } from './stream-answer.ts';
import type { StreamReader } from './stream-reader.ts';
import { typedError } from './typed-error.ts';

/** One call of a provider: what differs between those that are asked alike. */
export interface NeutralExchange {
  readonly codec: Pick<ProviderCodec, 'encodeRequest' | 'decodeAnswer' | 'decodeError'>;
  /** The response header in which the provider names the request. */
  readonly requestIdHeader: string;
  /** Everything of the call that must not show in an error; a live list. */
  readonly secrets: readonly Secret[];
  /** Sends the codec's body, to have it answered or counted. Resolves with the response whatever its status. */
  send(body: JsonObject, ask: 'stream' | 'whole' | 'count'): Promise<ProviderHttpResponse>;
  /** @throws GatewayError `broken-answer` when no number of tokens was answered. */
  readCount(bytes: Buffer): number;
  createReader(): StreamReader;
}

/** A provider that is always spoken to in the neutral form, over HTTP. */
export function createNeutralChatModel(begin: (call: ModelCall) => NeutralExchange, clock: Clock): ChatModel {
  async function send(call: ModelCall, exchange: NeutralExchange, ask: 'stream' | 'whole' | 'count'): Promise<Asked> {
    const { codec, secrets } = exchange;
    const { facts, dropUnsupported } = call;
    const stream = ask === 'stream';
    const { body, changes } = codec.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
    const response = await exchange.send(body, ask);
    if (response.status < 200 || response.status >= 300) {
      throw redactError(await readFailure(response, codec, clock), secrets);
    }
    const upstreamRequestId = cleanRequestId(response.header(exchange.requestIdHeader), secrets);
    return { response, told: { upstreamRequestId, changes } };
  }

  /** Leaves nothing of the response behind but its body: a held stream need not hold its headers. */
  async function openStream(call: ModelCall, exchange: NeutralExchange): Promise<OpenStream> {
    const { codec, secrets } = exchange;
    const { response, told } = await send(call, exchange, 'stream');
    if (!isEventStream(response)) {
      throw redactError(await readUnstreamed(response, (failure) => typedError(codec, failure), clock), secrets);
    }
    return { body: response.body, reader: exchange.createReader(), ...told };
  }

  return {
    protocol: null,

    answer(call) {
      const exchange = begin(call);
      return streamAnswer(() => openStream(call, exchange), clock, exchange.secrets);
    },

    check(call) {
      const { facts, dropUnsupported } = call;
      begin(call).codec.encodeRequest(call.conversation(), { facts, stream: true, dropUnsupported });
    },

    async complete(call): Promise<CompletedAnswer> {
      const exchange = begin(call);
      const { response, told } = await send(call, exchange, 'whole');
      const bytes = await readWhole(response);
      return { ...told, ...reading(exchange, () => readNeutralAnswer(exchange.codec, bytes)) };
    },

    async countTokens(call): Promise<CountedTokens> {
      const exchange = begin(call);
      const { response, told } = await send(call, exchange, 'count');
      const bytes = await readWhole(response);
      return { ...told, inputTokens: reading(exchange, () => exchange.readCount(bytes)), bytes: null };
    },
  };
}

function reading<T>({ secrets }: NeutralExchange, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw redactError(error, secrets);
  }
}

interface Asked {
  readonly response: ProviderHttpResponse;
  readonly told: Pick<OpenStream, 'upstreamRequestId' | 'changes'>;
}

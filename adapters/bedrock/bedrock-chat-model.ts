import type { BedrockRuntimeClient, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent, ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { bedrockConverse } from '../../protocols/bedrock-converse/bedrock-converse.ts';
import { HeadWatcher, watcherPlace } from '../aws-sdk/head-watcher.ts';
import type { SdkClients } from '../aws-sdk/sdk-clients.ts';
import { redactError } from '../provider-http/redact-error.ts';
import { bedrockFailure } from './bedrock-failure.ts';
import { freeConnection } from './free-connection.ts';
import { linkAbort } from './linked-abort.ts';
import { readConverseStream } from './read-converse-stream.ts';

const service = 'Amazon Bedrock';

export interface BedrockChatModelOptions {
  readonly clients: Pick<SdkClients<BedrockRuntimeClient>, 'client'>;
  readonly clock: Clock;
}

/**
 * Models behind Amazon Bedrock's Converse API, always spoken to in the neutral form. The SDK is loaded by the first
 * call.
 */
export function createBedrockChatModel(options: BedrockChatModelOptions): ChatModel {
  return {
    protocol: null,
    answer: (call) => streamAnswer(call, options),
    check: (call) => void encodeCall(call, true),
    complete: (call) => completeAnswer(call, options),
  };
}

async function* streamAnswer(
  call: ModelCall,
  { clients, clock }: BedrockChatModelOptions,
): AsyncGenerator<AnswerEvent> {
  const { body, changes, answerTool } = encodeCall(call, true);
  const link = linkAbort(call.signal);
  const watcher = new HeadWatcher({ service, isStream: true });
  let stream: AsyncIterator<ConverseStreamOutput> | null = null;
  let finished = false;
  try {
    const { ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime');
    const command = new ConverseStreamCommand({ ...body, modelId: call.model });
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const sending = clients.client(call.connectMs).then((client) => client.send(command, { abortSignal: link.signal }));
    const output = await link.bounded(sending);
    if (output.stream === undefined) throw new GatewayError('broken-answer', 'Amazon Bedrock sent no stream.');
    stream = output.stream[Symbol.asyncIterator]();
    yield { type: 'accepted', upstreamRequestId: watcher.head?.requestId ?? null, changes };
    const decoder = bedrockConverse.createEventDecoder(answerTool);
    for await (const event of readConverseStream(stream, decoder, call.model, clock)) {
      finished = event.type === 'finished';
      yield event;
    }
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw redactError(bedrockFailure(error, watcher.head, clock.now()), []);
  } finally {
    link.unlink();
    if (finished && stream !== null) freeConnection(stream, link.abort, clock);
    else link.abort();
  }
}

async function completeAnswer(call: ModelCall, { clients, clock }: BedrockChatModelOptions): Promise<CompletedAnswer> {
  const { body, changes, answerTool } = encodeCall(call, false);
  const link = linkAbort(call.signal);
  const watcher = new HeadWatcher({ service, isStream: false, wholeType: 'application/json' });
  try {
    const { ConverseCommand } = await import('@aws-sdk/client-bedrock-runtime');
    const command = new ConverseCommand({ ...body, modelId: call.model });
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const sending = clients.client(call.connectMs).then((client) => client.send(command, { abortSignal: link.signal }));
    const output = await link.bounded(sending);
    const decoded = bedrockConverse.decodeAnswer(output, answerTool);
    const answer = decoded.model === '' ? { ...decoded, model: call.model } : decoded;
    return {
      upstreamRequestId: watcher.head?.requestId ?? null,
      changes,
      stopReason: answer.stopReason,
      usage: answer.usage,
      content: { kind: 'neutral', answer },
    };
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw redactError(bedrockFailure(error, watcher.head, clock.now()), []);
  } finally {
    link.unlink();
  }
}

function encodeCall(call: ModelCall, stream: boolean) {
  const { facts, dropUnsupported } = call;
  return bedrockConverse.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
}

import type { BedrockRuntimeClient, ConverseStreamOutput } from '@aws-sdk/client-bedrock-runtime';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { AnswerEvent, ChatModel, CompletedAnswer, ModelCall } from '../../core/ports/chat-model.ts';
import type { Clock } from '../../core/ports/clock.ts';
import { decodeAnswer } from '../../protocols/bedrock-converse/decode-answer.ts';
import { encodeRequest } from '../../protocols/bedrock-converse/encode-request.ts';
import { bedrockFailure } from './bedrock-failure.ts';
import { freeConnection } from './free-connection.ts';
import { HeadWatcher, watcherPlace } from './head-watcher.ts';
import { linkAbort } from './linked-abort.ts';
import { readConverseStream } from './read-converse-stream.ts';

export interface BedrockChatModelOptions {
  /** Makes the client; asked when it is first needed, and again only after it failed. */
  readonly client: () => Promise<BedrockRuntimeClient>;
  readonly clock: Clock;
}

/**
 * Models behind Amazon Bedrock's Converse API, always spoken to in the neutral form. The SDK is loaded by the first
 * call. The bound on connecting is the client's; a call's own `connectMs` is not looked at.
 */
export function createBedrockChatModel({ client, clock }: BedrockChatModelOptions): ChatModel {
  let made: Promise<BedrockRuntimeClient> | null = null;
  const sharedClient = (): Promise<BedrockRuntimeClient> => {
    made ??= client().catch((error) => {
      made = null;
      throw error;
    });
    return made;
  };
  return {
    protocol: null,
    answer: (call) => streamAnswer(call, sharedClient, clock),
    complete: (call) => completeAnswer(call, sharedClient, clock),
  };
}

async function* streamAnswer(
  call: ModelCall,
  client: () => Promise<BedrockRuntimeClient>,
  clock: Clock,
): AsyncGenerator<AnswerEvent> {
  const { body, changes } = encodeCall(call, true);
  const link = linkAbort(call.signal);
  const watcher = new HeadWatcher('application/vnd.amazon.eventstream');
  let stream: AsyncIterator<ConverseStreamOutput> | null = null;
  let finished = false;
  try {
    const { ConverseStreamCommand } = await import('@aws-sdk/client-bedrock-runtime');
    const command = new ConverseStreamCommand({ ...body, modelId: call.model });
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const output = await link.bounded(client().then((made) => made.send(command, { abortSignal: link.signal })));
    if (output.stream === undefined) throw new GatewayError('broken-answer', 'Amazon Bedrock sent no stream.');
    stream = output.stream[Symbol.asyncIterator]();
    yield { type: 'accepted', upstreamRequestId: output.$metadata.requestId ?? null, changes };
    for await (const event of readConverseStream(stream, call.model, clock)) {
      finished = event.type === 'finished';
      yield event;
    }
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw bedrockFailure(error, watcher.head, clock.now());
  } finally {
    link.unlink();
    if (finished && stream !== null) freeConnection(stream, link.abort, clock);
    else link.abort();
  }
}

async function completeAnswer(
  call: ModelCall,
  client: () => Promise<BedrockRuntimeClient>,
  clock: Clock,
): Promise<CompletedAnswer> {
  const { body, changes } = encodeCall(call, false);
  const link = linkAbort(call.signal);
  const watcher = new HeadWatcher('application/json');
  try {
    const { ConverseCommand } = await import('@aws-sdk/client-bedrock-runtime');
    const command = new ConverseCommand({ ...body, modelId: call.model });
    command.middlewareStack.add(watcher.middleware, watcherPlace);
    const output = await link.bounded(client().then((made) => made.send(command, { abortSignal: link.signal })));
    const decoded = decodeAnswer(output);
    const answer = decoded.model === '' ? { ...decoded, model: call.model } : decoded;
    return {
      upstreamRequestId: output.$metadata.requestId ?? null,
      changes,
      stopReason: answer.stopReason,
      usage: answer.usage,
      content: { kind: 'neutral', answer },
    };
  } catch (error) {
    if (call.signal.aborted) throw call.signal.reason;
    throw bedrockFailure(error, watcher.head, clock.now());
  } finally {
    link.unlink();
  }
}

function encodeCall(call: ModelCall, stream: boolean) {
  return encodeRequest(call.conversation(), { facts: call.facts, stream, dropUnsupported: call.dropUnsupported });
}

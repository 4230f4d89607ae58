import type { ChatModel, ModelCall, RawRequest } from '../../core/ports/chat-model.ts';
import { readRawAnswer } from '../../protocols/openai-responses/answer-watcher.ts';
import { encodeCountRequest, readTokenCount } from '../../protocols/openai-responses/count-tokens.ts';
import { openAiResponses } from '../../protocols/openai-responses/openai-responses.ts';
import { rewriteRaw } from '../../protocols/openai-responses/rewrite-raw.ts';
import { createStreamWatcher } from '../../protocols/openai-responses/stream-watcher.ts';
import { createRawStreamReader } from '../provider-http/raw-stream-reader.ts';
import { readNeutralAnswer } from '../provider-http/read-neutral-answer.ts';
import { createOpenAiChatModel, type OpenAiConnection } from './openai-chat-model.ts';
import { createResponsesStreamReader } from './responses-stream-reader.ts';

/**
 * OpenAI Responses over HTTP. The gateway keeps the history itself, so nothing is stored at the provider: what a client
 * says of state is not sent on, and models that reason are asked for their reasoning encrypted, to be sent back.
 */
export function createOpenAiResponsesChatModel(connection: OpenAiConnection): ChatModel {
  return createOpenAiChatModel(connection, {
    protocol: openAiResponses.protocol,
    path: '/responses',
    headers: {},

    encode(call, stream) {
      const { raw, model, facts, dropUnsupported } = call;
      if (raw !== null) {
        const override = { ...withoutState, ...includeOf(raw, call) };
        const { bytes, changes } = rewriteRaw(raw, { model, facts, stream, dropUnsupported, override });
        return { body: bytes, changes };
      }
      const { body, changes } = openAiResponses.encodeRequest(call.conversation(), {
        facts,
        stream,
        dropUnsupported,
        ...(call.showsReasoning === undefined ? {} : { showsReasoning: call.showsReasoning }),
      });
      return { body: JSON.stringify({ ...body, ...withoutState, model }), changes };
    },

    createReader: ({ raw }) =>
      raw === null
        ? createResponsesStreamReader()
        : createRawStreamReader(createStreamWatcher(raw.answerOverride ?? {})),

    readAnswer(bytes, { raw }) {
      if (raw !== null) {
        const { stopReason, usage, bytes: told, response } = readRawAnswer(bytes, raw.answerOverride ?? {});
        const view = raw.answerOverride && { view: response };
        return { stopReason, usage, content: { kind: 'raw', bytes: told, ...view } };
      }
      return readNeutralAnswer(openAiResponses, bytes);
    },

    count: {
      path: '/responses/input_tokens',
      encode({ conversation, model, facts, dropUnsupported }) {
        const { body, changes } = encodeCountRequest(conversation(), { facts, stream: false, dropUnsupported });
        return { body: JSON.stringify({ ...body, model }), changes };
      },
      read: readTokenCount,
    },
  });
}

const withoutState = {
  store: false,
  previous_response_id: undefined,
  conversation: undefined,
  background: undefined,
} as const;

const encryptedReasoning = 'reasoning.encrypted_content';

/** Models that do not reason refuse to be asked for encrypted reasoning. */
function includeOf({ body }: RawRequest, { facts }: ModelCall): { readonly include?: readonly unknown[] } {
  const reasons = facts.capabilities.reasoning ?? (body.reasoning !== undefined && body.reasoning !== null);
  const wishes: readonly unknown[] = Array.isArray(body.include) ? body.include : [];
  return reasons && !wishes.includes(encryptedReasoning) ? { include: [...wishes, encryptedReasoning] } : {};
}

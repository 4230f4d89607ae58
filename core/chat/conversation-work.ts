import type { ConversationRequest } from '../conversation/conversation-request.ts';
import type { ClientCodec } from '../ports/wire-codec.ts';
import type { ChatCall } from './chat-call.ts';
import type { RequestWork } from './request-work.ts';
import { sendStream } from './send-stream.ts';
import { sendWhole } from './send-whole.ts';

/** Answering a conversation, in the format the client speaks. */
export function conversationWork(codec: ClientCodec): RequestWork {
  return {
    decodeHead: (body) => codec.decodeHead(body),
    resolve: (models, model) => models.resolve(model),
    surveyRequest: (body) => codec.surveyRequest(body),
    async answer({ arrival, body, bytes, head, resolution, call, trace }) {
      let conversation: ConversationRequest | null = null;
      const chatCall: ChatCall = {
        ...call,
        requestId: arrival.requestId,
        codec,
        raw: { body, bytes, includeUsage: head.includeUsage },
        dropUnsupported: resolution.dropUnsupported,
        conversation: () => {
          conversation ??= codec.decodeRequest(body);
          return conversation;
        },
      };
      if (head.stream) await sendStream(chatCall, head, arrival.answer, trace);
      else await sendWhole(chatCall, head, arrival.answer, trace);
    },
  };
}

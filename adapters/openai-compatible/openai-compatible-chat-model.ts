import type { ProviderQuirks } from '../../config/provider-preset.ts';
import type { ChatModel, RawRequest } from '../../core/ports/chat-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { openAiChat } from '../../protocols/openai-chat/openai-chat.ts';
import { rewriteRaw } from '../../protocols/openai-chat/rewrite-raw.ts';
import { createStreamWatcher } from '../../protocols/openai-chat/stream-watcher.ts';
import { toBodyBytes } from '../../protocols/openai-chat/to-body-bytes.ts';
import { createRawStreamReader } from '../provider-http/raw-stream-reader.ts';
import { readNeutralAnswer } from '../provider-http/read-neutral-answer.ts';
import type { StreamReader } from '../provider-http/stream-reader.ts';
import { suitQuirks } from './chat-quirks.ts';
import { createChatStreamReader } from './chat-stream-reader.ts';
import { choicesAskedFor, fewerChoices } from './fewer-choices.ts';
import { createOpenAiChatModel, type OpenAiConnection } from './openai-chat-model.ts';
import { readBytes } from './read-bytes.ts';

export interface OpenAiCompatibleChatModelOptions extends OpenAiConnection {
  /** Below the base URL, which includes the version; by the model's id where it differs. Default `/chat/completions`. */
  readonly path?: string | ((model: string) => string);
  /** What the body says for a model's id; `null` = nothing. Default: the id. */
  readonly modelInBody?: (model: string) => string | null;
  /** Whether the provider can be asked to tell the usage at the end of a stream. */
  readonly streamUsage: boolean;
  /** How the provider differs from OpenAI. Default: not at all. */
  readonly quirks?: ProviderQuirks;
}

/** Chat Completions over HTTP: OpenAI, and everybody who speaks like it. */
export function createOpenAiCompatibleChatModel(options: OpenAiCompatibleChatModelOptions): ChatModel {
  const { apiKey, modelInBody, streamUsage, quirks = {} } = options;
  const { keyHeader, ...bodyQuirks } = quirks;
  const hasBodyQuirks = Object.keys(bodyQuirks).length > 0;
  const suit = hasBodyQuirks ? (body: JsonObject) => suitQuirks(body, bodyQuirks) : unchanged;
  return createOpenAiChatModel(options, {
    protocol: openAiChat.protocol,
    path: options.path ?? '/chat/completions',
    headers: keyHeader === undefined || apiKey === null ? {} : { [keyHeader]: apiKey.reveal() },

    encode(call, stream) {
      const { facts, dropUnsupported } = call;
      const model = modelInBody ? modelInBody(call.model) : call.model;
      if (call.raw !== null) {
        const { body, changes } = suit(call.raw.body);
        const raw = body === call.raw.body ? call.raw : { ...call.raw, body, bytes: toBodyBytes(body) };
        const rewritten = rewriteRaw(raw, { model, facts, stream, dropUnsupported, streamUsage });
        return { body: rewritten.bytes, changes: joined(rewritten.changes, changes) };
      }
      const encoded = openAiChat.encodeRequest(call.conversation(), { facts, stream, dropUnsupported });
      const { body, changes } = suit(encoded.body);
      const asked = { ...body, model: model ?? undefined, ...(streamUsage ? null : { stream_options: undefined }) };
      return { body: JSON.stringify(asked), changes: joined(encoded.changes, changes) };
    },

    createReader: ({ raw, requestId }) => (raw === null ? createChatStreamReader() : passThrough(raw, requestId)),

    readAnswer: (bytes, { raw }) =>
      raw === null ? readNeutralAnswer(openAiChat, bytes) : readBytes(bytes, choicesAskedFor(raw.body)),
  });
}

const none: readonly string[] = [];

function unchanged(body: JsonObject): { body: JsonObject; changes: readonly string[] } {
  return { body, changes: none };
}

function joined(changes: readonly string[], further: readonly string[]): readonly string[] {
  return further.length === 0 ? changes : [...changes, ...further];
}

function passThrough({ body, includeUsage }: RawRequest, requestId: string): StreamReader {
  const choiceCount = choicesAskedFor(body);
  const watcher = createStreamWatcher({ includeUsage, choiceCount, requestId });
  return createRawStreamReader(watcher, choiceCount > 1 ? () => fewerChoices(choiceCount) : null);
}

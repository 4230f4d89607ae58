import type { ConversationRequest } from '../../../core/conversation/conversation-request.ts';
import type { Message } from '../../../core/conversation/message.ts';
import type { FilePart, OpaquePart, Part } from '../../../core/conversation/part.ts';
import type { ModelFacts } from '../../../core/routing/model-facts.ts';
import type { Protocol } from './targets.ts';

/** Each part of a request as it shall be; `null` = left out. Messages without parts go too. */
export function mapParts(
  request: ConversationRequest,
  change: (part: Part, message: Message, isLast: boolean) => Part | null,
): ConversationRequest {
  const messages = request.messages.flatMap((message, index) => {
    const parts = message.parts.flatMap((part) => change(part, message, index === request.messages.length - 1) ?? []);
    return parts.length === 0 ? [] : [{ ...message, parts }];
  });
  return { ...request, messages };
}

/** Files among the parts and in results, as `keep` wants it. */
export function keepFiles(
  request: ConversationRequest,
  keep: (file: FilePart, inResult: boolean) => boolean,
): ConversationRequest {
  return mapParts(request, (part) => {
    if (part.type === 'file') return keep(part, false) ? part : null;
    if (part.type !== 'tool-result') return part;
    return { ...part, content: part.content.filter((one) => one.type !== 'file' || keep(one, true)) };
  });
}

/** What documentation says a format takes of files. */
export function takesFile(protocol: Protocol, { source, mediaType }: FilePart, inResult: boolean): boolean {
  const family = mediaType.split('/')[0];
  switch (protocol) {
    case 'openai-chat':
      return source.kind !== 'url' || family === 'image';
    case 'openai-responses':
      return true;
    case 'anthropic-messages':
      if (source.kind === 'id' || family === 'audio') return false;
      return (
        family === 'image' ||
        mediaType === 'application/pdf' ||
        (mediaType === 'text/plain' && source.kind === 'base64')
      );
    case 'bedrock-converse':
      return source.kind === 'base64' && !(inResult && family === 'audio');
    case 'gemini':
      return source.kind !== 'id';
  }
}

/**
 * Without the parts that only the protocol they came from has a word for.
 * @param type of those that are meant, as their own format has it. Default: all.
 */
export function withoutForeign(request: ConversationRequest, protocol: Protocol, type?: string): ConversationRequest {
  const isMeant = ({ opaque: { data } }: OpaquePart) =>
    type === undefined || JSON.stringify(data).includes(`"type":${JSON.stringify(type)}`);
  return mapParts(request, (part) =>
    part.type === 'opaque' && part.opaque.protocol !== protocol && isMeant(part) ? null : part,
  );
}

/** Everything in the messages that the format has no word for, left out. */
export function withoutInexpressible(request: ConversationRequest, protocol: Protocol): ConversationRequest {
  return withoutForeign(
    keepFiles(request, (file, inResult) => takesFile(protocol, file, inResult)),
    protocol,
  );
}

/** Whether earlier reasoning can be told to a target's model. */
export function takesReasoning(
  protocol: Protocol,
  { id }: ModelFacts,
  part: Extract<Part, { type: 'reasoning' }>,
): boolean {
  const writer = part.opaque?.protocol;
  const isProven = part.signature !== undefined || part.redacted !== undefined;
  switch (protocol) {
    case 'openai-chat':
      return !isProven;
    case 'openai-responses':
      return writer === protocol;
    case 'anthropic-messages':
      return (writer === undefined || writer === protocol) && isProven;
    case 'bedrock-converse':
      return (writer === undefined || writer === 'anthropic-messages') && isProven && id.includes('anthropic');
    case 'gemini':
      return writer === 'gemini';
  }
}

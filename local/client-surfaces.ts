import type { ClientSurface } from '../adapters/http/client-surface.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/anthropic-messages.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../protocols/openai-responses/openai-responses.ts';

/** The APIs that clients find here. */
export const clientSurfaces: readonly [ClientSurface, ...ClientSurface[]] = [
  { codec: openAiChat, paths: ['/v1/chat/completions', '/chat/completions'], requestIdHeader: 'x-request-id' },
  { codec: openAiResponses, paths: ['/v1/responses', '/responses'], requestIdHeader: 'x-request-id' },
  { codec: anthropicMessages, paths: ['/v1/messages', '/messages'], requestIdHeader: 'request-id' },
];

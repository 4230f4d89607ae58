import type { ClientSurface } from '../adapters/http/client-surface.ts';
import { anthropicMessages } from '../protocols/anthropic-messages/anthropic-messages.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';
import { openAiResponses } from '../protocols/openai-responses/openai-responses.ts';

/** The APIs that clients find here. */
export const clientSurfaces: readonly [ClientSurface, ...ClientSurface[]] = [
  { codec: openAiChat, paths: ['/v1/chat/completions', '/chat/completions'], requestIdHeader: 'x-request-id' },
  { codec: openAiResponses, paths: ['/v1/responses', '/responses'], requestIdHeader: 'x-request-id' },
  {
    codec: anthropicMessages,
    // Its clients put `/v1` in front by themselves, also where the address they were given ends in it.
    paths: ['/v1/messages', '/messages', '/v1/v1/messages'],
    requestIdHeader: 'request-id',
    clientHeader: 'anthropic-version',
  },
];

import type { ClientSurface } from '../adapters/http/client-surface.ts';
import { openAiChat } from '../protocols/openai-chat/openai-chat.ts';

/** The APIs that clients find here. */
export const clientSurfaces: readonly [ClientSurface, ...ClientSurface[]] = [
  { codec: openAiChat, paths: ['/v1/chat/completions', '/chat/completions'], requestIdHeader: 'x-request-id' },
];

/** The name under which what only the AI SDK understands travels. */
export const protocol = 'ai-sdk';

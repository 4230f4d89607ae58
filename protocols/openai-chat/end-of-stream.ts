/** The event that ends a Chat stream; nothing follows it. */
export const endOfStream = 'data: [DONE]\n\n';

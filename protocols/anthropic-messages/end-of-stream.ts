/** The event that ends a Messages stream; nothing follows it. */
export const endOfStream = 'event: message_stop\ndata: {"type":"message_stop"}\n\n';

/** The format's name, as `ChatModel.protocol` and opaque data carry it. */
export const protocol = 'openai-responses';

/** The wire format's name, as `OpaqueData.protocol` and the codecs use it. */
export const protocolName = 'anthropic-messages';

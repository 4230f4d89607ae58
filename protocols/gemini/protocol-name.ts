/** The wire format's name, as `OpaqueData.protocol` and the codec use it. */
export const protocolName = 'gemini';

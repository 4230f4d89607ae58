/** A part, declaration or other object of a request body, still open for what is found out later. */
export type WirePart = Record<string, unknown>;

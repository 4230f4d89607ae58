/** A content block, tool or other object of a request body, still open for a cache mark. */
export type Block = Record<string, unknown>;

/** One program or library that speaks to the gateway. */
export interface Client {
  /** As the table names it. */
  readonly name: string;
  readonly language: 'javascript' | 'python' | 'program';
  /** The file under `javascript/` or `python/` that drives it. */
  readonly driver: string;
  /** Packages with their pinned versions; they never come into this repository's own `package.json`. */
  readonly packages: readonly string[];
  /** The API it speaks. */
  readonly speaks: 'Chat' | 'Responses' | 'Messages';
}

/** One program or library that speaks to the gateway. */
export interface Client {
  /** As the table names it. */
  readonly name: string;
  readonly language: 'javascript' | 'python';
  /** The file under the language's folder that drives it, without its ending. */
  readonly driver: string;
  /** What the driver is given, where it drives several clients. */
  readonly option?: string;
  /** Packages with their pinned versions; they never come into this repository's own `package.json`. */
  readonly packages: readonly string[];
  /** The API it speaks. */
  readonly speaks: 'Chat' | 'Responses' | 'Messages';
  /** Capabilities that the client itself lacks, or gets wrong with its vendor as well, each with the reason. */
  readonly limits?: Readonly<Record<string, string>>;
}

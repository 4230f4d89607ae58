/** What a model says, whatever the format it is told in. */
export interface Reply {
  readonly reasoning?: string;
  readonly text?: string;
  readonly toolCalls?: readonly { readonly name: string; readonly input: string }[];
}

/** Where in an answer a piece of its stream belongs. */
export type PieceKind = 'start' | 'content' | 'stop' | 'usage' | 'end';

/** One whole event of a stream. */
export interface Piece {
  readonly kind: PieceKind;
  readonly bytes: string;
}

/** Text as a model streams it: some characters at a time, never half of one. */
export function inPieces(text: string, characters: number): string[] {
  const points = [...text];
  const count = Math.ceil(points.length / characters);
  return Array.from({ length: count }, (_, index) =>
    points.slice(index * characters, (index + 1) * characters).join(''),
  );
}

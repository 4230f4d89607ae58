import { stemWord } from './stem-word.ts';

/** Something the user said of themselves. */
export interface StatedFact {
  /** What it is about, as `factKey` says it. A later fact of the same key replaces it. */
  readonly key: string;
  /** What was stated, as said. */
  readonly value: string;
  /** The statement turned to the user: `Your name is Alice`. */
  readonly said: string;
  /** Stands beside earlier facts of its key instead of replacing them. */
  readonly isOneOfMany: boolean;
  /** The statement is that it is not so: it takes back a fact of the same key and value. */
  readonly isDenial: boolean;
}

/** Wording-independent key of what a fact or a question is about: `dog's name` and `dogs name` are the same. */
export function factKey(subject: string): string {
  return subject
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .map((word) => word.replace(/'s?$/, ''))
    .filter((word) => word !== '' && word !== 'own' && word !== 'the')
    .map(stemWord)
    .join(' ');
}

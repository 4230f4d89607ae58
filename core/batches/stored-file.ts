export type FilePurpose = 'batch' | 'batch_output';

/** A file that is kept for its owner. */
export interface StoredFile {
  readonly id: string;
  readonly name: string;
  readonly purpose: FilePurpose;
  readonly bytes: number;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
  /** Unknown from then on; milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A file whose content is still to come. */
export interface NewFile extends Omit<StoredFile, 'bytes' | 'expiresAt'> {
  /** If it is not completed by then, it is removed; milliseconds since the epoch. */
  readonly abandonedAt: number;
}

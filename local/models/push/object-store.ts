/** A part of an object that has arrived. */
export interface StoredPart {
  /** From 1 on. */
  readonly number: number;
  readonly etag: string;
  /** SHA-256, base64. */
  readonly checksum: string;
}

/** What S3 does for an upload in parts; whatever arrives is checked against its checksum there. */
export interface ObjectStore {
  /** Bytes and checksum of an object: base64, with `-N` behind it for one of N parts; `null` = there is none. */
  find(key: string): Promise<{ readonly bytes: number; readonly checksum: string | null } | null>;
  /** The upload of the key that was broken off last, and its parts; `null` = there is none. */
  findUnfinished(key: string): Promise<{ readonly id: string; readonly parts: readonly StoredPart[] } | null>;
  /** @returns the id of the upload. */
  begin(key: string): Promise<string>;
  putPart(key: string, id: string, part: NewPart): Promise<StoredPart>;
  complete(key: string, id: string, parts: readonly StoredPart[]): Promise<void>;
}

export interface NewPart {
  readonly number: number;
  readonly body: Buffer;
  /** SHA-256, base64. */
  readonly checksum: string;
}

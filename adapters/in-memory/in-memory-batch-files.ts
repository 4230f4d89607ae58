import { setImmediate } from 'node:timers/promises';
import type { NewFile, StoredFile } from '../../core/batches/stored-file.ts';
import { unknownFile } from '../../core/batches/unknown-file.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { FileQuery, Page } from '../../core/ports/batch-store.ts';
import { pageAfter } from './page-after.ts';

/** A file as it is written. */
export interface InMemoryFile {
  readonly scope: string;
  facts: Omit<StoredFile, 'expiresAt'>;
  /** `null` = as long as its batch is not over. */
  expiresAt: number | null;
  isComplete: boolean;
  readonly pieces: Map<number, Uint8Array>;
}

/** Files of this process, in the order in which they were made. */
export class InMemoryBatchFiles {
  readonly #files = new Map<string, InMemoryFile>();
  readonly #maxBytes: number;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  create(
    scope: string,
    { id, name, purpose, createdAt }: Omit<NewFile, 'abandonedAt'>,
    expiresAt: number | null,
  ): void {
    const facts = { id, name, purpose, createdAt, bytes: 0 };
    this.#files.set(keyOf(scope, id), { scope, facts, expiresAt, isComplete: false, pieces: new Map() });
  }

  /** A file that can be found. */
  find(scope: string, id: string, now: number): StoredFile | null {
    const file = this.#files.get(keyOf(scope, id));
    return file ? visible(file, now) : null;
  }

  addUpload(scope: string, id: string, piece: number, bytes: Uint8Array): void {
    const file = this.#files.get(keyOf(scope, id));
    if (!file) throw unknownFile(id);
    const held = [...this.#files.values()].reduce((sum, { facts }) => sum + facts.bytes, 0);
    if (held + bytes.byteLength > this.#maxBytes) {
      const message = `The gateway keeps files in its memory, ${this.#maxBytes} bytes at most, and has no room for this one. Delete others first, or have its operator give it a data directory.`;
      throw new GatewayError('body-too-large', message, { code: 'no_room_for_file' });
    }
    // The bytes may be those of a buffer that is used again.
    write(file, piece, Uint8Array.from(bytes));
  }

  /** A piece of results: there is always room for them. @returns false when the file is gone. */
  addResult(scope: string, id: string, piece: number, text: string): boolean {
    const file = this.#files.get(keyOf(scope, id));
    if (file) write(file, piece, Buffer.from(text));
    return file !== undefined;
  }

  complete(scope: string, id: string, expiresAt: number): StoredFile | null {
    const file = this.#files.get(keyOf(scope, id));
    if (!file || file.isComplete) return null;
    Object.assign(file, { isComplete: true, expiresAt });
    return { ...file.facts, expiresAt };
  }

  /** Completes a file of results, or removes it where there are none. @returns whether there are some. */
  publish(scope: string, id: string, at: number, expiresAt: number): boolean {
    const file = this.#files.get(keyOf(scope, id));
    if (!file || file.facts.bytes === 0) {
      this.delete(scope, id);
      return false;
    }
    Object.assign(file, { isComplete: true, expiresAt, facts: { ...file.facts, createdAt: at } });
    return true;
  }

  list(scope: string, { purpose, order, after, limit }: FileQuery, now: number): Page<StoredFile> | null {
    const files = [...this.#files.values()]
      .filter((file) => file.scope === scope && (purpose === null || file.facts.purpose === purpose))
      .flatMap((file) => visible(file, now) ?? []);
    if (after !== null && this.find(scope, after, now) === null) return null;
    return pageAfter(order === 'asc' ? files : files.reverse(), after, limit);
  }

  async *content(scope: string, id: string): AsyncGenerator<Uint8Array> {
    const file = this.#files.get(keyOf(scope, id));
    if (!file?.isComplete) throw unknownFile(id);
    for (const number of numbersOf(file)) {
      if (this.#files.get(keyOf(scope, id)) !== file) throw unknownFile(id);
      const piece = file.pieces.get(number);
      if (piece) yield piece;
      // Who reads a large file must not keep others waiting.
      await setImmediate();
    }
  }

  pieceNumbers(scope: string, id: string): readonly number[] {
    const file = this.#files.get(keyOf(scope, id));
    return file ? numbersOf(file) : [];
  }

  hasPiece(scope: string, id: string, piece: number): boolean {
    return this.#files.get(keyOf(scope, id))?.pieces.has(piece) ?? false;
  }

  delete(scope: string, id: string): boolean {
    return this.#files.delete(keyOf(scope, id));
  }

  sweep(limit: number, now: number, isInUse: (scope: string, id: string) => boolean): number {
    let swept = 0;
    for (const [key, { scope, facts, expiresAt }] of this.#files) {
      if (swept === limit) break;
      if (expiresAt === null || expiresAt > now || isInUse(scope, facts.id)) continue;
      this.#files.delete(key);
      swept += 1;
    }
    return swept;
  }
}

function write(file: InMemoryFile, piece: number, bytes: Uint8Array): void {
  file.pieces.set(piece, bytes);
  file.facts = { ...file.facts, bytes: file.facts.bytes + bytes.byteLength };
}

function numbersOf({ pieces }: InMemoryFile): readonly number[] {
  return [...pieces.keys()].sort((a, b) => a - b);
}

function visible({ facts, expiresAt, isComplete }: InMemoryFile, now: number): StoredFile | null {
  return isComplete && expiresAt !== null && expiresAt > now ? { ...facts, expiresAt } : null;
}

/** No scope and id give the key of another scope and id. */
function keyOf(scope: string, id: string): string {
  return `${scope.length} ${scope} ${id}`;
}

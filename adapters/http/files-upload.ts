import { batchLimits } from '../../core/batches/batch-limits.ts';
import type { Batches } from '../../core/batches/batches.ts';
import { keepMsOf } from '../../core/batches/read-new-batch.ts';
import type { StoredFile } from '../../core/batches/stored-file.ts';
import { GatewayError, invalidRequest } from '../../core/errors/gateway-error.ts';
import { formBoundary, readForm } from './files-form.ts';
import type { HttpExchange } from './http-exchange.ts';

/** What the form may have beside the file. */
const maxFormBytes = 65_536;
const maxFieldBytes = 1024;
const maxNameLength = 512;
/** Pieces are stored in this size; smaller ones cost more, larger ones hold others up. */
const pieceBytes = 262_144;

const fieldNames: ReadonlySet<string> = new Set(['purpose', 'expires_after[anchor]', 'expires_after[seconds]']);

type UploadExchange = Pick<HttpExchange, 'header' | 'bodyPieces'>;

export interface UploadPlace {
  readonly batches: Batches;
  readonly scope: string;
  /** Milliseconds since the epoch. */
  now(): number;
}

/**
 * Stores an uploaded file as it comes; what is refused, or breaks off, leaves nothing behind.
 * @throws GatewayError `invalid-request`, `body-too-large`, `client-gone`, or the store's.
 */
export async function receiveFile(exchange: UploadExchange, place: UploadPlace): Promise<StoredFile> {
  const boundary = formBoundary(exchange.header('content-type'));
  const upload = new Upload(place);
  try {
    for await (const event of readForm(bodyOf(exchange, place.batches.maxFileBytes), boundary)) {
      if (event.type === 'part') await upload.begin(event.name, event.filename);
      else await upload.add(event.bytes);
    }
    return await upload.finish();
  } catch (error) {
    await upload.abandon();
    throw error;
  }
}

class Upload {
  readonly #place: UploadPlace;
  readonly #id: string;
  readonly #fields = new Map<string, string>();
  /** The field whose bytes come; `null` = they are the file's. */
  #field: string | null = null;
  #hasFile = false;
  #bytes = 0;
  #pieces = 0;
  #kept: Buffer[] = [];
  #keptBytes = 0;

  constructor(place: UploadPlace) {
    this.#place = place;
    this.#id = place.batches.createId('file-');
  }

  async begin(name: string, filename: string | null): Promise<void> {
    if (name === 'file') {
      if (this.#hasFile)
        throw invalidRequest('file', 'The form has two files; upload them one by one.', 'invalid_value');
      await this.#createFile(filename);
      this.#field = null;
    } else if (fieldNames.has(name) && !this.#fields.has(name)) {
      this.#fields.set(name, '');
      this.#field = name;
    } else {
      const shown = name.slice(0, 80);
      const known = [...fieldNames].map((field) => `\`${field}\``).join(', ');
      throw invalidRequest(
        shown,
        `\`${shown}\` is none of the fields, once each: \`file\`, ${known}.`,
        'unknown_parameter',
      );
    }
  }

  async add(bytes: Buffer): Promise<void> {
    if (this.#field !== null) {
      const value = (this.#fields.get(this.#field) ?? '') + bytes.toString('utf8');
      if (value.length > maxFieldBytes) {
        throw invalidRequest(this.#field, `\`${this.#field}\` is too long.`, 'invalid_value');
      }
      this.#fields.set(this.#field, value);
      return;
    }
    this.#bytes += bytes.length;
    if (this.#bytes > this.#place.batches.maxFileBytes) throw fileTooLarge(this.#place.batches.maxFileBytes);
    this.#kept.push(bytes);
    this.#keptBytes += bytes.length;
    if (this.#keptBytes >= pieceBytes) await this.#store();
  }

  async finish(): Promise<StoredFile> {
    const { batches, scope, now } = this.#place;
    const purpose = this.#fields.get('purpose');
    if (purpose === undefined) {
      throw invalidRequest('purpose', '`purpose` is missing: send `batch`.', 'missing_required_parameter');
    }
    if (purpose !== 'batch') {
      const message = `Files with purpose \`${purpose.slice(0, 80)}\` have no use here: \`batch\` is the only purpose.`;
      throw invalidRequest('purpose', message, 'invalid_value');
    }
    if (!this.#hasFile) throw invalidRequest('file', '`file` is missing.', 'missing_required_parameter');
    if (this.#bytes === 0) throw invalidRequest('file', 'The file is empty.', 'empty_file');
    const keepMs = this.#keepMs();
    await this.#store();
    const file = await batches.store.completeFile(scope, this.#id, now() + keepMs);
    if (file === null) throw new GatewayError('internal', 'The file was gone before it was complete.');
    return file;
  }

  async abandon(): Promise<void> {
    if (!this.#hasFile) return;
    // What cannot be removed now is swept later.
    await this.#place.batches.store.deleteFile(this.#place.scope, this.#id).catch(() => undefined);
  }

  async #createFile(filename: string | null): Promise<void> {
    const { batches, scope, now } = this.#place;
    if (filename === null || filename === '') {
      throw invalidRequest('file', '`file` must be a file with a name.', 'invalid_value');
    }
    if (!/\.jsonl$/i.test(filename)) {
      throw invalidRequest(
        'file',
        'A file for batches is JSON Lines; its name must end with `.jsonl`.',
        'invalid_value',
      );
    }
    const createdAt = now();
    const abandonedAt = createdAt + batchLimits.uploadMs;
    const name = filename.slice(-maxNameLength);
    await batches.store.createFile(scope, { id: this.#id, name, purpose: 'batch', createdAt, abandonedAt });
    this.#hasFile = true;
  }

  async #store(): Promise<void> {
    if (this.#keptBytes === 0) return;
    const bytes = Buffer.concat(this.#kept, this.#keptBytes);
    this.#kept = [];
    this.#keptBytes = 0;
    await this.#place.batches.store.addPiece(this.#place.scope, this.#id, this.#pieces, bytes);
    this.#pieces += 1;
  }

  #keepMs(): number {
    const anchor = this.#fields.get('expires_after[anchor]');
    const seconds = this.#fields.get('expires_after[seconds]');
    if (anchor === undefined && seconds === undefined) return batchLimits.keepMs;
    return keepMsOf(anchor, seconds === undefined ? undefined : Number(seconds), 'expires_after');
  }
}

async function* bodyOf(exchange: UploadExchange, maxFileBytes: number): AsyncGenerator<Buffer> {
  try {
    yield* exchange.bodyPieces(maxFileBytes + maxFormBytes);
  } catch (error) {
    const isTooLarge = error instanceof GatewayError && error.kind === 'body-too-large';
    throw isTooLarge ? fileTooLarge(maxFileBytes) : error;
  }
}

function fileTooLarge(maxFileBytes: number): GatewayError {
  const message = `The file is larger than ${maxFileBytes} bytes, the limit (batches.maxFileBytes). Split it, or raise the limit.`;
  return new GatewayError('body-too-large', message, { param: 'file', code: 'file_too_large' });
}

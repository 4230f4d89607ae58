import {
  DeleteObjectCommand,
  GetObjectCommand,
  PutObjectCommand,
  S3Client,
  type S3ClientConfig,
} from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { BlobStore } from '../../core/ports/blob-store.ts';

export interface S3BlobStoreOptions {
  readonly bucket: string;
  readonly region: string;
  /** How long one try may take, milliseconds; two are made. Default 2000. */
  readonly tryMs?: number;
  /** Another address than the service's, for an emulator. */
  readonly endpoint?: string;
  readonly credentials?: S3ClientConfig['credentials'];
}

const connectMs = 500;
const retryAfterMs = 1000;

/** Blobs in a bucket, which has a rule that deletes them when nothing can name them any more. */
export class S3BlobStore implements BlobStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #tryMs: number;

  constructor({ bucket, region, tryMs = 2000, endpoint, credentials }: S3BlobStoreOptions) {
    this.#bucket = bucket;
    this.#tryMs = tryMs;
    this.#client = new S3Client({
      region,
      maxAttempts: 1,
      requestHandler: new NodeHttpHandler({ connectionTimeout: connectMs }),
      // What is sent is signed as a whole already.
      requestChecksumCalculation: 'WHEN_REQUIRED',
      responseChecksumValidation: 'WHEN_REQUIRED',
      ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
      ...(credentials === undefined ? {} : { credentials }),
    });
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const input = { Bucket: this.#bucket, Key: key, Body: bytes };
    await this.#twice((abortSignal) => this.#client.send(new PutObjectCommand(input), { abortSignal }));
  }

  async get(key: string): Promise<Uint8Array | null> {
    const input = { Bucket: this.#bucket, Key: key };
    return this.#twice(async (abortSignal) => {
      try {
        const { Body } = await this.#client.send(new GetObjectCommand(input), { abortSignal });
        return Body ? await Body.transformToByteArray() : new Uint8Array();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return null;
        throw error;
      }
    });
  }

  async delete(key: string): Promise<void> {
    const input = { Bucket: this.#bucket, Key: key };
    await this.#twice((abortSignal) => this.#client.send(new DeleteObjectCommand(input), { abortSignal }));
  }

  /** Each of them may be done twice. */
  async #twice<T>(attempt: (signal: AbortSignal) => Promise<T>): Promise<T> {
    try {
      return await attempt(AbortSignal.timeout(this.#tryMs)).catch(() => attempt(AbortSignal.timeout(this.#tryMs)));
    } catch (cause) {
      throw new GatewayError('busy', 'The store of long content cannot be reached. Try again in a moment.', {
        retryAfterMs,
        code: 'blob_store_unavailable',
        cause,
      });
    }
  }
}

import type { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
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

/** Blobs in a bucket, which has a rule that deletes them when nothing can name them any more. The SDK is loaded by the first. */
export class S3BlobStore implements BlobStore {
  readonly #options: S3BlobStoreOptions;
  #sdk: ReturnType<typeof loadSdk> | null = null;

  constructor(options: S3BlobStoreOptions) {
    this.#options = options;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const input = { Bucket: this.#options.bucket, Key: key, Body: bytes };
    await this.#twice(({ client, PutObjectCommand }, options) => client.send(new PutObjectCommand(input), options));
  }

  async get(key: string): Promise<Uint8Array | null> {
    const input = { Bucket: this.#options.bucket, Key: key };
    return this.#twice(async ({ client, GetObjectCommand }, options) => {
      try {
        const { Body } = await client.send(new GetObjectCommand(input), options);
        return Body ? await Body.transformToByteArray() : new Uint8Array();
      } catch (error) {
        if (error instanceof Error && error.name === 'NoSuchKey') return null;
        throw error;
      }
    });
  }

  async delete(key: string): Promise<void> {
    const input = { Bucket: this.#options.bucket, Key: key };
    await this.#twice(({ client, DeleteObjectCommand }, options) =>
      client.send(new DeleteObjectCommand(input), options),
    );
  }

  /** Each call may be made twice. */
  async #twice<T>(attempt: (sdk: LoadedSdk, options: { readonly abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    const { tryMs = 2000 } = this.#options;
    this.#sdk ??= loadSdk(this.#options);
    const sdk = await this.#sdk;
    const once = () => attempt(sdk, { abortSignal: AbortSignal.timeout(tryMs) });
    try {
      return await once().catch(once);
    } catch (cause) {
      throw new GatewayError('busy', 'The store of long content cannot be reached. Try again in a moment.', {
        retryAfterMs,
        code: 'blob_store_unavailable',
        cause,
      });
    }
  }
}

type LoadedSdk = Awaited<ReturnType<typeof loadSdk>>;

async function loadSdk({ region, endpoint, credentials }: S3BlobStoreOptions) {
  const [sdk, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-s3'),
    import('@smithy/node-http-handler'),
  ]);
  const { PutObjectCommand, GetObjectCommand, DeleteObjectCommand } = sdk;
  const client: S3Client = new sdk.S3Client({
    region,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectMs }),
    // What is sent is signed as a whole already.
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    ...(endpoint === undefined ? {} : { endpoint, forcePathStyle: true }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return { client, PutObjectCommand, GetObjectCommand, DeleteObjectCommand };
}

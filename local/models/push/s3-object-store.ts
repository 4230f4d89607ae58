import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  paginateListParts,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { NewPart, ObjectStore, StoredPart } from './object-store.ts';

/** Objects of a bucket. @param signal ends what is under way. */
export class S3ObjectStore implements ObjectStore {
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #options: { readonly abortSignal: AbortSignal };

  constructor(client: S3Client, bucket: string, signal: AbortSignal) {
    this.#client = client;
    this.#bucket = bucket;
    this.#options = { abortSignal: signal };
  }

  async find(key: string) {
    try {
      const command = new HeadObjectCommand({ Bucket: this.#bucket, Key: key, ChecksumMode: 'ENABLED' });
      const { ContentLength = 0, ChecksumSHA256 = null } = await this.#client.send(command, this.#options);
      return { bytes: ContentLength, checksum: ChecksumSHA256 };
    } catch (error) {
      if (error instanceof Error && error.name === 'NotFound') return null;
      throw error;
    }
  }

  async findUnfinished(key: string) {
    const command = new ListMultipartUploadsCommand({ Bucket: this.#bucket, Prefix: key });
    const { Uploads = [] } = await this.#client.send(command, this.#options);
    const latest = Uploads.filter(({ Key }) => Key === key)
      .sort((one, other) => (one.Initiated?.getTime() ?? 0) - (other.Initiated?.getTime() ?? 0))
      .at(-1)?.UploadId;
    if (latest === undefined) return null;
    const parts: StoredPart[] = [];
    const input = { Bucket: this.#bucket, Key: key, UploadId: latest };
    for await (const { Parts = [] } of paginateListParts({ client: this.#client }, input, this.#options)) {
      for (const { PartNumber = 0, ETag = '', ChecksumSHA256 = '' } of Parts) {
        parts.push({ number: PartNumber, etag: ETag, checksum: ChecksumSHA256 });
      }
    }
    return { id: latest, parts };
  }

  async begin(key: string): Promise<string> {
    const command = new CreateMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      ChecksumAlgorithm: 'SHA256',
      ChecksumType: 'COMPOSITE',
    });
    const { UploadId } = await this.#client.send(command, this.#options);
    if (UploadId === undefined) throw new RangeError('S3 began an upload without an id');
    return UploadId;
  }

  async putPart(key: string, id: string, { number, body, checksum }: NewPart): Promise<StoredPart> {
    const command = new UploadPartCommand({
      Bucket: this.#bucket,
      Key: key,
      UploadId: id,
      PartNumber: number,
      Body: body,
      ChecksumSHA256: checksum,
    });
    const { ETag = '' } = await this.#client.send(command, this.#options);
    return { number, etag: ETag, checksum };
  }

  async complete(key: string, id: string, parts: readonly StoredPart[]): Promise<void> {
    const command = new CompleteMultipartUploadCommand({
      Bucket: this.#bucket,
      Key: key,
      UploadId: id,
      MultipartUpload: {
        Parts: parts.map(({ number, etag, checksum }) => ({
          PartNumber: number,
          ETag: etag,
          ChecksumSHA256: checksum,
        })),
      },
    });
    await this.#client.send(command, this.#options);
  }
}

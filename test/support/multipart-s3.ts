import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/**
 * The calls of S3 that uploads in parts need, made from public wire documentation: checksums are checked as S3 does,
 * and an object exists once its upload is completed.
 */
export interface MultipartS3 {
  readonly endpoint: string;
  readonly objects: ReadonlyMap<string, Buffer>;
  /** `PUT part 2 of /bucket/key` and the like, in order. */
  readonly asked: readonly string[];
  /** Called with each part before it is taken; one that throws breaks the connection. */
  onPart: (number: number) => void;
  close(): void;
}

interface Upload {
  readonly path: string;
  readonly parts: Map<number, Buffer>;
}

export async function startMultipartS3(): Promise<MultipartS3> {
  const objects = new Map<string, Buffer>();
  const composites = new Map<string, string>();
  const uploads = new Map<string, Upload>();
  const asked: string[] = [];
  const checksumOf = (body: Buffer): string => createHash('sha256').update(body).digest('base64');
  const xml = (response: ServerResponse, status: number, body: string): void => {
    response.writeHead(status, { 'content-type': 'application/xml' }).end(`<?xml version="1.0"?>${body}`);
  };
  const refuse = (response: ServerResponse, status: number, code: string): void =>
    xml(response, status, `<Error><Code>${code}</Code><Message>${code}</Message></Error>`);

  function complete(upload: Upload, body: string, response: ServerResponse): void {
    const wanted = [...body.matchAll(/<Part>.*?<\/Part>/gs)].map(([part]) => ({
      number: Number(/<PartNumber>(\d+)</.exec(part)?.[1]),
      checksum: /<ChecksumSHA256>([^<]+)</.exec(part)?.[1],
    }));
    const bodies: Buffer[] = [];
    for (const { number, checksum } of wanted) {
      const part = upload.parts.get(number);
      if (!part || checksumOf(part) !== checksum) {
        refuse(response, 400, 'InvalidPart');
        return;
      }
      bodies.push(part);
    }
    const all = createHash('sha256');
    for (const part of bodies) all.update(createHash('sha256').update(part).digest());
    objects.set(upload.path, Buffer.concat(bodies));
    composites.set(upload.path, `${all.digest('base64')}-${bodies.length}`);
    for (const [id, one] of uploads) if (one === upload) uploads.delete(id);
    xml(response, 200, '<CompleteMultipartUploadResult></CompleteMultipartUploadResult>');
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://s3');
    const path = decodeURIComponent(pathname);
    const id = searchParams.get('uploadId');
    const upload = id === null ? undefined : uploads.get(id);
    if (request.method === 'HEAD') {
      asked.push(`HEAD ${path}`);
      const object = objects.get(path);
      if (!object) response.writeHead(404).end();
      else {
        const checksum = composites.get(path) ?? '';
        response.writeHead(200, { 'content-length': object.length, 'x-amz-checksum-sha256': checksum }).end();
      }
    } else if (searchParams.has('uploads') && request.method === 'POST') {
      const fresh = `upload-${uploads.size + 1}`;
      asked.push(`POST ${path}`);
      uploads.set(fresh, { path, parts: new Map() });
      const tag = `<UploadId>${fresh}</UploadId>`;
      xml(response, 200, `<InitiateMultipartUploadResult>${tag}</InitiateMultipartUploadResult>`);
    } else if (searchParams.has('uploads')) {
      const bucket = path.replace(/\/$/, '');
      const rows = [...uploads].map(([known, { path: of }]) => {
        const key = of.slice(bucket.length + 1);
        return `<Upload><Key>${key}</Key><UploadId>${known}</UploadId><Initiated>2026-01-01T00:00:00Z</Initiated></Upload>`;
      });
      xml(response, 200, `<ListMultipartUploadsResult>${rows.join('')}</ListMultipartUploadsResult>`);
    } else if (!upload) {
      refuse(response, 404, 'NoSuchUpload');
    } else if (request.method === 'PUT') {
      const number = Number(searchParams.get('partNumber'));
      state.onPart(number);
      asked.push(`PUT part ${number} of ${path}`);
      if (request.headers['x-amz-checksum-sha256'] !== checksumOf(body)) return refuse(response, 400, 'BadDigest');
      upload.parts.set(number, body);
      response.writeHead(200, { etag: `"${number}"` }).end();
    } else if (request.method === 'GET') {
      const rows = [...upload.parts].map(
        ([number, part]) =>
          `<Part><PartNumber>${number}</PartNumber><ETag>"${number}"</ETag><ChecksumSHA256>${checksumOf(part)}</ChecksumSHA256></Part>`,
      );
      xml(response, 200, `<ListPartsResult><IsTruncated>false</IsTruncated>${rows.join('')}</ListPartsResult>`);
    } else complete(upload, body.toString(), response);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const state: MultipartS3 = {
    endpoint: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    objects,
    asked,
    onPart: () => undefined,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return state;
}

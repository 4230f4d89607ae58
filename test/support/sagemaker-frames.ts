import { EventStreamCodec } from '@smithy/eventstream-codec';

const codec = new EventStreamCodec(
  (bytes) => Buffer.from(bytes).toString('utf8'),
  (text) => Buffer.from(text, 'utf8'),
);

function header(value: string) {
  return { type: 'string' as const, value };
}

/** Bytes of a container as SageMaker sends them on. @param kind of event; default: the only one that is documented. */
export function payloadPart(bytes: string | Uint8Array, kind = 'PayloadPart'): Buffer {
  const headers = {
    ':message-type': header('event'),
    ':event-type': header(kind),
    ':content-type': header('application/octet-stream'),
  };
  return Buffer.from(codec.encode({ headers, body: Buffer.from(bytes) }));
}

/** An error inside a stream. */
export function streamException(name: string, fields: object): Buffer {
  const headers = {
    ':message-type': header('exception'),
    ':exception-type': header(name),
    ':content-type': header('application/json'),
  };
  return Buffer.from(codec.encode({ headers, body: Buffer.from(JSON.stringify(fields)) }));
}

/** The bytes cut into parts of the given length, wherever lines and characters end. */
export function payloadParts(bytes: Buffer, partBytes: number): Buffer {
  const parts: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += partBytes) parts.push(payloadPart(bytes.subarray(at, at + partBytes)));
  return Buffer.concat(parts);
}

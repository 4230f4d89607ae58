import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

export interface RawRequest {
  /** Request line and headers as they came. */
  readonly head: string;
  readonly body: Buffer;
}

const headEnd = Buffer.from('\r\n\r\n');
const backlog = 4_096;

/**
 * A keep-alive HTTP/1.1 server that does as little as possible: `node:http` costs twice as much as what it would measure.
 * Understands requests with `content-length`; the answer's bytes are the caller's to write.
 */
export async function listenRaw(
  onRequest: (request: RawRequest, socket: Socket) => void,
): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const server = createServer({ noDelay: true }, (socket) => {
    sockets.add(socket);
    let rest: Buffer = Buffer.alloc(0);
    socket.on('data', (bytes) => {
      rest = rest.length === 0 ? bytes : Buffer.concat([rest, bytes]);
      for (let taken = takeRequest(rest); taken !== null; taken = takeRequest(rest)) {
        rest = rest.subarray(taken.length);
        onRequest(taken.request, socket);
      }
    });
    // A gateway may reset a connection that it no longer needs; what matters is seen by the client.
    socket.on('error', () => undefined);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen({ port: 0, host: '127.0.0.1', backlog });
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function takeRequest(bytes: Buffer): { request: RawRequest; length: number } | null {
  const end = bytes.indexOf(headEnd);
  if (end === -1) return null;
  const head = bytes.toString('latin1', 0, end);
  const length = /\r\ncontent-length: *(\d+)/i.exec(head)?.[1];
  if (length === undefined) throw new Error(`the upstream needs a content-length: ${head}`);
  const from = end + headEnd.length;
  const to = from + Number(length);
  return bytes.length < to ? null : { request: { head, body: bytes.subarray(from, to) }, length: to };
}

import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** A real HTTP proxy on 127.0.0.1 that gives tunnels and remembers who asked for them. */
export interface ConnectProxy {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly tunnels: readonly { readonly to: string; readonly headers: IncomingHttpHeaders }[];
  /** How many ordinary requests came, which none should. */
  readonly requests: number;
  /** What the next tunnels are answered with: a status, silence, or a closed connection. Default 200. */
  answer: number | 'silence' | 'hang up';
  close(): Promise<void>;
}

export async function startConnectProxy(): Promise<ConnectProxy> {
  const tunnels: { to: string; headers: IncomingHttpHeaders }[] = [];
  const sockets = new Set<Socket>();
  let requests = 0;
  const server = createServer((_request, response: ServerResponse) => {
    requests += 1;
    response.writeHead(400).end();
  });
  server.on('connection', (socket) => track(socket));
  server.on('connect', (request, client: Socket) => {
    tunnels.push({ to: request.url ?? '', headers: request.headers });
    const { answer } = proxy;
    if (answer === 'silence') return;
    if (answer === 'hang up') {
      client.destroy();
      return;
    }
    if (answer !== 200) {
      client.end(`HTTP/1.1 ${answer} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${request.url}`);
    const upstream = connect(Number(port || 80), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    track(upstream);
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
  });

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const proxy: ConnectProxy = {
    host: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    tunnels,
    get requests() {
      return requests;
    },
    answer: 200,
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
  return proxy;
}

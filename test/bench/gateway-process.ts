import { get } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Child } from './child-processes.ts';
import { cpuTimeMs, residentKiB } from './cpu-time.ts';
import type { GatewayRecipe } from './gateway-recipe.ts';
import type { Destination } from './load-order.ts';

const gatewayCore = 0;
const readyWithinMs = 30_000;
const pollEveryMs = 2;

/** A gateway under test, in its own process on its own core. */
export class GatewayProcess {
  readonly name: string;
  readonly to: Destination;
  /** From the spawn to the first successful `GET /health`. */
  readonly readyMs: number;
  readonly #child: Child;

  constructor(recipe: GatewayRecipe, child: Child, port: number, readyMs: number) {
    this.name = recipe.name;
    this.to = { port, model: recipe.model };
    this.readyMs = readyMs;
    this.#child = child;
  }

  get cpuMs(): number {
    return cpuTimeMs(this.#child.pid);
  }

  get residentKiB(): number {
    return residentKiB(this.#child.pid);
  }

  /** What the work costs while the gateway lives; its death or its errors become the failure. */
  async during<T>(work: Promise<T>): Promise<T> {
    try {
      return await Promise.race([work, this.#child.died]);
    } catch (error) {
      throw new Error(`${this.name}: ${error instanceof Error ? error.message : error}\n${this.#child.errors()}`);
    }
  }

  stop(): Promise<void> {
    return this.#child.stop();
  }
}

/** Starts a gateway on a free port and waits until it is ready. */
export async function startGateway(recipe: GatewayRecipe, upstreamPort: number): Promise<GatewayProcess> {
  const port = await findFreePort();
  const { command, environment, directory } = recipe.prepare(port, upstreamPort);
  const startedAt = performance.now();
  const child = new Child({ name: recipe.name, command, environment, directory, core: gatewayCore, hasChannel: false });
  while (!(await isHealthy(port))) {
    if (!child.isRunning) throw new Error(`${recipe.name} did not start:\n${child.errors()}`);
    if (performance.now() - startedAt > readyWithinMs)
      throw new Error(`${recipe.name} is not ready:\n${child.errors()}`);
    await pause(pollEveryMs);
  }
  return new GatewayProcess(recipe, child, port, performance.now() - startedAt);
}

function isHealthy(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const request = get({ port, host: '127.0.0.1', path: '/health', agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.on('error', () => resolve(false));
  });
}

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

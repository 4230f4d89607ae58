import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { json } from 'node:stream/consumers';

const root = join(import.meta.dirname, '../../..');
const transport = join(import.meta.dirname, 'runtime-transport.mjs');
const runtimeClient = join(root, 'node_modules/aws-lambda-ric/index.mjs');

export interface EnvironmentOptions {
  /** What `bundleFolder` made. */
  readonly folder: string;
  readonly variables: Readonly<Record<string, string>>;
  /** An invocation that takes longer ends with its process. */
  readonly timeoutMs: number;
}

/** How an invocation ended, or began to. */
export type InvocationResult =
  /** A streamed answer: the prelude, zeros and body as they come; errors in the trailers. */
  | { readonly kind: 'stream'; readonly body: IncomingMessage }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'error'; readonly error: { readonly errorType?: string; readonly errorMessage?: string } }
  /** Its time was over, or its process ended. */
  | { readonly kind: 'ended'; readonly reason: 'timeout' | 'exit' };

interface Invocation {
  readonly id: string;
  readonly event: unknown;
  readonly settle: (result: InvocationResult) => void;
  deadline: NodeJS.Timeout | null;
}

let count = 0;

/**
 * One execution environment: a process with AWS's own runtime client, and the Runtime API as AWS documents it. It is
 * given one event at a time, stands still between two, and ends when an event takes longer than it may.
 */
export class FunctionEnvironment {
  readonly #options: EnvironmentOptions;
  readonly #server = createServer((incoming, response) => void this.#answer(incoming, response));
  #child: ChildProcess | null = null;
  #waiting: ServerResponse | null = null;
  #invocation: Invocation | null = null;
  #open: IncomingMessage | null = null;
  #isOver = false;
  /** Standard output and error so far. */
  output = '';
  /** Milliseconds from the start of the process until it first asked for an event. */
  startedAfterMs: number | null = null;
  /** What was said of a failed start. */
  initError: unknown = null;

  private constructor(options: EnvironmentOptions) {
    this.#options = options;
  }

  static async start(options: EnvironmentOptions): Promise<FunctionEnvironment> {
    const environment = new FunctionEnvironment(options);
    await environment.#start();
    return environment;
  }

  get isBusy(): boolean {
    return this.#invocation !== null;
  }

  /** Whether its process has ended. */
  get isOver(): boolean {
    return this.#isOver;
  }

  /** @throws Error while another invocation goes on: AWS never does that. */
  invoke(event: unknown): Promise<InvocationResult> {
    if (this.#invocation) throw new Error('an environment is given one event at a time');
    return new Promise((settle) => {
      this.#invocation = { id: `invocation-${++count}`, event, settle, deadline: null };
      this.#give();
    });
  }

  async close(): Promise<void> {
    this.#child?.kill('SIGKILL');
    this.#server.close();
    this.#server.closeAllConnections();
    if (this.#child && !this.#isOver) await once(this.#child, 'exit');
  }

  async #start(): Promise<void> {
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
    const { port } = this.#server.address() as AddressInfo;
    const { folder, variables } = this.#options;
    const startedAt = performance.now();
    const child = spawn(process.execPath, ['--import', transport, runtimeClient, 'index.handler'], {
      cwd: folder,
      env: {
        AWS_LAMBDA_RUNTIME_API: `127.0.0.1:${port}`,
        _HANDLER: 'index.handler',
        LAMBDA_TASK_ROOT: folder,
        AWS_LAMBDA_NODEJS_USE_ALTERNATIVE_CLIENT_1: 'true',
        AWS_LAMBDA_FUNCTION_NAME: 'gateway',
        AWS_LAMBDA_FUNCTION_VERSION: '1',
        AWS_LAMBDA_FUNCTION_MEMORY_SIZE: '1024',
        AWS_LAMBDA_LOG_GROUP_NAME: '/aws/lambda/gateway',
        AWS_LAMBDA_LOG_STREAM_NAME: 'stream',
        AWS_REGION: 'eu-west-1',
        AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
        AWS_SECRET_ACCESS_KEY: 'example',
        ...variables,
      },
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.#server.once('cato-next', () => {
      this.startedAfterMs = performance.now() - startedAt;
    });
    child.once('exit', () => {
      this.#isOver = true;
      this.#open?.destroy();
      this.#end({ kind: 'ended', reason: 'exit' });
    });
  }

  #give(): void {
    const [response, invocation] = [this.#waiting, this.#invocation];
    if (!response || !invocation) return;
    this.#waiting = null;
    const { timeoutMs } = this.#options;
    invocation.deadline = setTimeout(() => {
      this.#end({ kind: 'ended', reason: 'timeout' });
      this.#child?.kill('SIGKILL');
    }, timeoutMs);
    this.#child?.kill('SIGCONT');
    response.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': invocation.id,
      'lambda-runtime-deadline-ms': String(Date.now() + timeoutMs),
      'lambda-runtime-invoked-function-arn': 'arn:aws:lambda:eu-west-1:123456789012:function:gateway:live',
      'lambda-runtime-trace-id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    response.end(JSON.stringify(invocation.event));
  }

  #end(result: InvocationResult): void {
    const invocation = this.#invocation;
    if (!invocation) return;
    invocation.settle(result);
    if (result.kind === 'stream') return;
    if (invocation.deadline) clearTimeout(invocation.deadline);
    this.#invocation = null;
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (incoming.url ?? '').replace('/2018-06-01/runtime', '');
    if (path === '/invocation/next') {
      // Only now is the one before over: what the function did after its answer belonged to it.
      if (this.#invocation?.deadline) {
        clearTimeout(this.#invocation.deadline);
        this.#invocation = null;
      }
      this.#server.emit('cato-next');
      this.#waiting = response;
      if (this.#invocation) this.#give();
      else this.#child?.kill('SIGSTOP');
      return;
    }
    if (path === '/init/error') {
      this.initError = await json(incoming);
      response.writeHead(202).end();
      return;
    }
    if (incoming.headers['lambda-runtime-function-response-mode'] === 'streaming') {
      this.#open = incoming;
      incoming.once('close', () => {
        this.#open = null;
        if (!response.destroyed) response.writeHead(202).end();
      });
      incoming.on('error', () => undefined);
      this.#end({ kind: 'stream', body: incoming });
      return;
    }
    const value: unknown = await json(incoming);
    response.writeHead(202).end();
    if (path.endsWith('/error')) this.#settle({ kind: 'error', error: value as { errorMessage?: string } });
    else this.#settle({ kind: 'value', value });
  }

  /** The function has answered; it is not free before it asks for more. */
  #settle(result: InvocationResult): void {
    this.#invocation?.settle(result);
  }
}

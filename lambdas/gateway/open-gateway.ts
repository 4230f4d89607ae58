import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { surfaceOf } from '../../adapters/http/client-surface.ts';
import type { HttpExchange } from '../../adapters/http/http-exchange.ts';
import { sendError } from '../../adapters/http/send-json.ts';
import { viewEvent } from '../../adapters/http/view-event.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { clientSurfaces } from '../../wiring/client-surfaces.ts';
import type { Closable, LiveGateway } from '../../wiring/deployed/live-gateway.ts';
import { type Deployment, openDeployment } from '../../wiring/deployed/open-deployment.ts';
import { UnfinishedWork } from '../../wiring/deployed/unfinished-work.ts';
import { createRequestIds } from '../../wiring/request-ids.ts';
import { gatewayEnvironment } from './environment.ts';

/** The HTTP app of one configuration. */
export interface ServingApp extends Closable {
  /** Answers on the exchange. */
  serve(exchange: HttpExchange): Promise<void>;
}

export interface Surroundings {
  readonly deployment: Deployment;
  readonly region: string;
  /** ARN of the state machine. */
  readonly backgroundMachine: string;
  readonly newRequestId: () => string;
}

export interface OpenGatewayOptions {
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where the code and its `config.json` are. */
  readonly taskRoot: string;
  readonly createDependencies: (surroundings: Surroundings) => LiveGateway<ServingApp>;
  /** As `openDeployment` takes it. Default: true. */
  readonly callsModels?: boolean;
}

export interface OpenGateway {
  readonly corsOrigins: readonly string[];
  /** What goes on after answers. */
  readonly work: UnfinishedWork;
  /** Makes ready what the first request needs. Never rejects. */
  prepare(): Promise<void>;
  /** Answers. Never rejects. */
  serve(exchange: HttpExchange): Promise<void>;
}

interface Opened {
  readonly deployment: Deployment;
  readonly live: LiveGateway<ServingApp>;
}

const retryAfterMs = 5_000;

/** What this environment answers requests with, made when it is first needed, and again when that failed. */
export function openGateway(options: OpenGatewayOptions): OpenGateway {
  const { variables, taskRoot, createDependencies, callsModels = true } = options;
  const newRequestId = createRequestIds();
  const noWork = new UnfinishedWork();
  let opened: Opened | null = null;
  const open = (): Opened => {
    const values = gatewayEnvironment.fromVariables(variables);
    const region = variables.AWS_REGION ?? '';
    const document = readFileSync(join(taskRoot, 'config.json'), 'utf8');
    const { masterKeySecret, backgroundMachine } = values;
    const deployment = openDeployment({ values, region, document, masterKeySecret, callsModels });
    return { deployment, live: createDependencies({ deployment, region, backgroundMachine, newRequestId }) };
  };
  const now = (): Opened => {
    opened ??= open();
    return opened;
  };

  function refuse(exchange: HttpExchange, cause: unknown): void {
    const message = 'The gateway cannot start at the moment; its log says why. Try again shortly.';
    const reason = cause instanceof Error ? cause.message : String(cause);
    const told = new GatewayError('busy', message, { retryAfterMs, cause });
    tell(exchange, told, { path: '(start)', notice: `the gateway cannot start: ${reason}` });
  }

  /** What the app meets is the app's to answer: this is a fault of its own. */
  function fail(exchange: HttpExchange, cause: unknown): void {
    const told = new GatewayError('internal', 'The gateway itself failed on this request; its log says more.', {
      cause,
    });
    const reason = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
    tell(exchange, told, { path: '(fault)', notice: `a request failed inside the gateway: ${reason}` });
  }

  function tell(
    exchange: HttpExchange,
    failure: GatewayError,
    { path, notice }: { readonly path: string; readonly notice: string },
  ): void {
    const requestId = newRequestId();
    if (opened === null) process.stderr.write(`${JSON.stringify({ level: 'ERROR', message: notice })}\n`);
    else {
      const { log, clock } = opened.deployment;
      const { method } = exchange;
      log.notice({ level: 'error', message: notice });
      const event = viewEvent({ method, path, requestId, time: clock.now(), durationMs: 0, failure });
      if (event) log.request(event);
    }
    sendError(exchange, surfaceOf(exchange.path, clientSurfaces, exchange), requestId, failure);
  }

  return {
    corsOrigins: (variables.CATO_CORS_ORIGINS ?? '').split(',').filter((origin) => origin !== ''),
    get work() {
      return opened?.deployment.work ?? noWork;
    },
    async prepare() {
      try {
        await now().live.prepare();
      } catch {
        // The first request meets it again, and tells.
      }
    },
    async serve(exchange) {
      let isServed = false;
      try {
        await now().live.use((app) => {
          isServed = true;
          return app.serve(exchange);
        });
      } catch (error) {
        if (isServed) fail(exchange, error);
        else refuse(exchange, error);
      }
    },
  };
}

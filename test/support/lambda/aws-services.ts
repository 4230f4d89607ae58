import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

/** What the stand-in says; change it while it runs. */
export interface ServiceState {
  /** By name or ARN. */
  readonly secrets: Map<string, string>;
  readonly parameters: Map<string, string>;
  /** By profile. */
  readonly documents: Map<string, { readonly text: string; readonly version: string }>;
  /** Operations that are refused, and by which error. */
  readonly refusals: Map<string, string>;
  /** Services that answer 500, by the first part of their operations' names. */
  readonly broken: Set<string>;
  /** Services that take a request and never answer, named like those. */
  readonly silent: Set<string>;
}

export interface AwsServices extends ServiceState {
  readonly url: string;
  /** `service.operation` of each call, in order. */
  /** How soon documents may be asked for again; the service says 15 at least. */
  pollSeconds: number;
  readonly calls: { readonly operation: string; readonly input: unknown }[];
  /** Connections that were opened. */
  connections(): number;
  close(): Promise<void>;
}

/**
 * The services a function asks, on one address: Secrets Manager, Parameter Store, AppConfig's data, Step Functions, and
 * tables in which nothing is. Made from their public API references, not recorded.
 */
export async function startAwsServices(): Promise<AwsServices> {
  const state: ServiceState = {
    secrets: new Map(),
    parameters: new Map(),
    documents: new Map(),
    refusals: new Map(),
    broken: new Set(),
    silent: new Set(),
  };
  const calls: { operation: string; input: unknown }[] = [];
  const tokens = new Map<string, { profile: string; known: string | null }>();
  let connections = 0;
  let issued = 0;

  const issue = (profile: string, known: string | null): string => {
    const token = `token-${++issued}`;
    tokens.set(token, { profile, known });
    return token;
  };

  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await text(incoming);
    const url = new URL(incoming.url ?? '/', 'http://aws');
    const target = String(incoming.headers['x-amz-target'] ?? '');
    const operation =
      target !== ''
        ? target.replace(/^secretsmanager/, 'SecretsManager').replace(/_\d+\./, '.')
        : url.pathname === '/configurationsessions'
          ? 'AppConfigData.StartConfigurationSession'
          : url.pathname === '/configuration'
            ? 'AppConfigData.GetLatestConfiguration'
            : `${incoming.method} ${url.pathname}`;
    const input: Record<string, unknown> = body.startsWith('{') ? JSON.parse(body) : {};
    calls.push({ operation, input });
    const say = (status: number, value: unknown): void => {
      const json = JSON.stringify(value);
      response.writeHead(status, { 'content-type': target === '' ? 'application/json' : 'application/x-amz-json-1.1' });
      response.end(json);
    };
    const refuse = (type: string): void => say(400, { __type: type, message: type });
    const [service = ''] = operation.split('.');
    if (state.silent.has(service)) return;
    if (state.broken.has(service)) return say(500, { __type: 'InternalServerError' });
    const refusal = state.refusals.get(operation);
    if (refusal !== undefined) return refuse(refusal);
    switch (operation) {
      case 'SecretsManager.GetSecretValue': {
        const id = String(input.SecretId);
        const secret = state.secrets.get(id);
        if (secret === undefined) return refuse('ResourceNotFoundException');
        return say(200, { ARN: `arn:aws:secretsmanager:eu-west-1:123456789012:secret:${id}`, SecretString: secret });
      }
      case 'AmazonSSM.GetParameters': {
        const names = input.Names as string[];
        const found = names.filter((name) => state.parameters.has(name));
        return say(200, {
          Parameters: found.map((Name) => ({
            Name,
            // What nobody asks to decrypt comes as it is kept.
            Value: input.WithDecryption === true ? state.parameters.get(Name) : 'AQICAHencrypted',
            Type: 'SecureString',
          })),
          InvalidParameters: names.filter((name) => !state.parameters.has(name)),
        });
      }
      case 'AppConfigData.StartConfigurationSession':
        return say(201, { InitialConfigurationToken: issue(String(input.ConfigurationProfileIdentifier), null) });
      case 'AppConfigData.GetLatestConfiguration': {
        const token = url.searchParams.get('configuration_token') ?? '';
        const session = tokens.get(token);
        // A token is good for one call.
        if (!tokens.delete(token) || !session) return refuse('BadRequestException');
        const document = state.documents.get(session.profile);
        if (!document) return say(404, { __type: 'ResourceNotFoundException' });
        const isKnown = document.version === session.known;
        response.writeHead(200, {
          'next-poll-configuration-token': issue(session.profile, document.version),
          'next-poll-interval-in-seconds': String(services.pollSeconds),
          'content-type': 'application/json',
          ...(isKnown ? {} : { 'version-label': document.version }),
        });
        response.end(isKnown ? '' : document.text);
        return;
      }
      case 'AWSStepFunctions.StartExecution':
        return say(200, { executionArn: `${input.stateMachineArn}:${input.name}`, startDate: 1_700_000_000 });
      case 'AWSStepFunctions.StopExecution':
        return say(200, { stopDate: 1_700_000_000 });
      case 'DynamoDB.BatchGetItem':
        return say(200, { Responses: {}, UnprocessedKeys: {} });
      default:
        return say(200, {});
    }
  }

  const server = createServer((incoming, response) => {
    answer(incoming, response).catch(() => response.destroy());
  });
  server.keepAliveTimeout = 60_000;
  server.on('connection', () => {
    connections += 1;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const services: AwsServices = {
    ...state,
    pollSeconds: 15,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    calls,
    connections: () => connections,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
  return services;
}

import OpenAI from 'openai';
import { gatewayEnvironment } from '../../../lambdas/gateway/environment.ts';
import { bundleFolder } from '../../../lib/functions/bundle-folder.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../scripted-upstream.ts';
import { type ApiGateway, startApiGateway } from './api-gateway.ts';
import { type AwsServices, startAwsServices } from './aws-services.ts';
import { DeployedFunction } from './deployed-function.ts';

export const masterKey = 'the-key-of-this-deployment';
export const masterKeySecret = 'arn:aws:secretsmanager:eu-west-1:123456789012:secret:master-key-abcdef';
export const backgroundMachine = 'arn:aws:states:eu-west-1:123456789012:stateMachine:background-answers';

/** A configuration with one provider, `mock`, at the address, and one route to it, `test`. */
export function mockDocument(url: string, more: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    version: 1,
    providers: { mock: { kind: 'openai-compatible', baseUrl: `${url}/v1`, apiKey: 'secret:provider-key' } },
    targets: { mock: { provider: 'mock', model: 'mock-model' } },
    routes: { test: { targets: ['mock'] } },
    ...more,
  };
}

export interface DeployedGatewayOptions {
  /** Default: as `mockDocument` says. */
  readonly document?: (upstreamUrl: string) => Record<string, unknown>;
  /** Default: 15 s. */
  readonly timeoutMs?: number;
  readonly corsOrigins?: string;
  /** Whether API Gateway encodes bodies. */
  readonly binary?: boolean;
}

/** The gateway's bundle behind API Gateway, and all that it asks, on this machine. */
export interface DeployedGateway {
  readonly upstream: ScriptedUpstream;
  readonly services: AwsServices;
  readonly gateway: DeployedFunction;
  readonly api: ApiGateway;
  /** The configuration that was deployed. */
  readonly document: Record<string, unknown>;
  readonly client: OpenAI;
  post(
    body: unknown,
    init?: { headers?: Record<string, string>; signal?: AbortSignal; path?: string },
  ): Promise<Response>;
  close(): Promise<void>;
}

export async function startDeployedGateway(options: DeployedGatewayOptions = {}): Promise<DeployedGateway> {
  const { timeoutMs = 15_000, corsOrigins = '', document: documentOf = mockDocument, binary = false } = options;
  const [upstream, services] = await Promise.all([startScriptedUpstream(), startAwsServices()]);
  services.secrets.set(masterKeySecret, masterKey);
  services.secrets.set('provider-key', 'key-of-the-provider');
  const document = documentOf(upstream.url);
  const text = JSON.stringify(document);
  services.documents.set('configuration', { text, version: '1' });
  const gateway = new DeployedFunction({
    folder: bundleFolder({ entry: 'gateway', document: text }),
    timeoutMs,
    variables: {
      AWS_ENDPOINT_URL: services.url,
      ...gatewayEnvironment.toVariables({
        ...deploymentValues,
        corsOrigins,
        masterKeySecret,
        backgroundMachine,
      }),
    },
  });
  const api = await startApiGateway(gateway, { binary });
  return {
    ...{ upstream, services, gateway, api, document },
    client: new OpenAI({ baseURL: `${api.url}/v1`, apiKey: masterKey, maxRetries: 0 }),
    post: (body, { headers = {}, signal, path = '/v1/chat/completions' } = {}) =>
      fetch(`${api.url}${path}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${masterKey}`, ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
        ...(signal ? { signal } : {}),
      }),
    async close() {
      await gateway.forget();
      await Promise.all([api.close(), services.close(), upstream.close()]);
    },
  };
}

export const deploymentValues = {
  deployment: 'cato',
  regions: 'eu-west-1',
  workingMemoryTable: 'cato-working-memory',
  coordinationTable: 'cato-coordination',
  artifactBucket: 'cato-artifacts',
  appConfig: 'application/environment/configuration/orchestration',
  metricsNamespace: 'Cato',
};

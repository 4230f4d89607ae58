import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { proxyAgentOptions } from '../provider-http/proxy-agent-options.ts';
import type { ProxySetting } from '../provider-http/proxy-setting.ts';

export interface BedrockClientOptions {
  /** `null` leaves it to the SDK's own configuration (AWS profile, instance). */
  readonly region: string | null;
  /** Another address than the region's own: a VPC endpoint, a proxy, a test server. */
  readonly endpoint?: string | null;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
  /** Most connections at once; default: no limit, since every connection belongs to one admitted request. */
  readonly maxSockets?: number;
  /** Fixed credentials; default: the SDK's own chain, in which `AWS_BEARER_TOKEN_BEDROCK` comes first. */
  readonly credentials?: BedrockCredentials;
  /** Default: no proxy. */
  readonly proxy?: ProxySetting | null;
}

export interface BedrockCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A Bedrock client over kept-alive HTTP/1.1 that neither retries nor times out by itself: retries are decided in
 * one place, and time limits arrive as signals. The SDK is loaded by the first call.
 */
export async function createBedrockClient(options: BedrockClientOptions): Promise<BedrockRuntimeClient> {
  const [{ BedrockRuntimeClient }, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-bedrock-runtime'),
    import('@smithy/node-http-handler'),
  ]);
  const agent = {
    keepAlive: true,
    maxSockets: options.maxSockets ?? Number.POSITIVE_INFINITY,
    ...proxyAgentOptions(options.proxy),
  };
  return new BedrockRuntimeClient({
    ...(options.region === null ? {} : { region: options.region }),
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: options.connectMs,
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...(options.endpoint ? { endpoint: options.endpoint } : {}),
    // Without the preference a bearer token in the environment would win over credentials given here.
    ...(options.credentials === undefined ? {} : { credentials: options.credentials, authSchemePreference: ['sigv4'] }),
  });
}

import type { SageMakerRuntimeClient } from '@aws-sdk/client-sagemaker-runtime';
import { proxyAgentOptions } from '../provider-http/proxy-agent-options.ts';
import type { ProxySetting } from '../provider-http/proxy-setting.ts';

export interface SageMakerClientOptions {
  /** `null` leaves it to the SDK's own configuration (AWS profile, instance). */
  readonly region: string | null;
  /** Another address than the region's own: a VPC endpoint, a test server. */
  readonly endpoint?: string | null;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
  /** Fixed credentials; default: the SDK's own chain. */
  readonly credentials?: SageMakerCredentials;
  /** Default: no proxy. */
  readonly proxy?: ProxySetting | null;
}

export interface SageMakerCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * A client over kept-alive HTTP/1.1 that neither retries nor times out by itself: retries are decided in one place, and
 * time limits arrive as signals. The SDK is loaded by the first call.
 */
export async function createSageMakerClient(options: SageMakerClientOptions): Promise<SageMakerRuntimeClient> {
  const [{ SageMakerRuntimeClient }, { NodeHttpHandler }] = await Promise.all([
    import('@aws-sdk/client-sagemaker-runtime'),
    import('@smithy/node-http-handler'),
  ]);
  const { region, endpoint, credentials, connectMs, proxy } = options;
  const agent = {
    keepAlive: true,
    // Every connection belongs to one admitted request.
    maxSockets: Number.POSITIVE_INFINITY,
    ...proxyAgentOptions(proxy),
  };
  return new SageMakerRuntimeClient({
    ...(region === null ? null : { region }),
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectMs,
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...(endpoint ? { endpoint } : null),
    ...(credentials && { credentials }),
  });
}

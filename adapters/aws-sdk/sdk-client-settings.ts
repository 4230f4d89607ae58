import type { NodeHttpHandler } from '@smithy/node-http-handler';
import { proxyAgentOptions } from '../provider-http/proxy-agent-options.ts';
import type { ProxySetting } from '../provider-http/proxy-setting.ts';

export interface SdkClientOptions {
  /** `null` leaves it to the SDK's own configuration (AWS profile, instance). */
  readonly region: string | null;
  /** Another address than the region's own: a VPC endpoint, a proxy, a test server. */
  readonly endpoint?: string | null;
  /** Bound on establishing a connection, milliseconds. */
  readonly connectMs: number;
  /** Fixed credentials; default: the SDK's own chain. */
  readonly credentials?: SdkCredentials;
  /** Default: no proxy. */
  readonly proxy?: ProxySetting | null;
}

export interface SdkCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

export interface SdkClientSettings {
  readonly region?: string;
  readonly endpoint?: string;
  readonly maxAttempts: number;
  readonly retryMode: 'standard';
  readonly requestHandler: NodeHttpHandler;
  readonly credentials?: SdkCredentials;
}

/**
 * A client over kept-alive HTTP/1.1 that neither retries nor times out by itself: retries are decided in one place, and
 * time limits arrive as signals.
 */
export async function sdkClientSettings(options: SdkClientOptions): Promise<SdkClientSettings> {
  const { region, endpoint, connectMs, credentials, proxy } = options;
  const { NodeHttpHandler } = await import('@smithy/node-http-handler');
  const agent = {
    keepAlive: true,
    // Every connection belongs to one admitted request.
    maxSockets: Number.POSITIVE_INFINITY,
    ...proxyAgentOptions(proxy),
  };
  return {
    ...(region === null ? null : { region }),
    ...(endpoint ? { endpoint } : null),
    maxAttempts: 1,
    retryMode: 'standard',
    requestHandler: new NodeHttpHandler({
      connectionTimeout: connectMs,
      requestTimeout: 0,
      socketTimeout: 0,
      httpAgent: agent,
      httpsAgent: agent,
    }),
    ...(credentials && { credentials }),
  };
}

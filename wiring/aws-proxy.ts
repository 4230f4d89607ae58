import type { ProxySetting } from '../adapters/provider-http/proxy-setting.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ProxyFor } from './provider-proxy.ts';

/** The proxy on the way to a service of AWS, at its usual address unless it has another. */
export function awsProxy(
  service: string,
  { region, endpoint }: Pick<EffectiveProvider, 'region' | 'endpoint'>,
  proxyFor: ProxyFor,
): ProxySetting | null {
  // Where the SDK alone knows the region, what `NO_PROXY` says of a single one is unknown here too.
  return proxyFor(endpoint ?? `https://${service}.${region ?? 'region'}.amazonaws.com`);
}

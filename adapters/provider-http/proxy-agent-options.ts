import type { ProxySetting } from './proxy-setting.ts';

/** What Node's own HTTP agents, which the AWS SDK uses, need for going through a proxy. */
export interface ProxyAgentOptions {
  readonly proxyEnv?: { readonly HTTP_PROXY: string; readonly HTTPS_PROXY: string };
}

/** Empty without a proxy: the agents then ask no environment variable either. */
export function proxyAgentOptions(proxy: ProxySetting | null | undefined): ProxyAgentOptions {
  if (!proxy) return {};
  const url = proxy.urlWithCredentials.reveal();
  return { proxyEnv: { HTTP_PROXY: url, HTTPS_PROXY: url } };
}

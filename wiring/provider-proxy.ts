import { environmentProxy, type ProxySetting, parseProxy } from '../adapters/provider-http/proxy-setting.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { StartError } from './start-error.ts';

/** The proxy on the way to an address; `null` = none. */
export type ProxyFor = (address: string) => ProxySetting | null;

/** How a provider is reached: through its own proxy, else the environment's. @throws StartError for what is no proxy's address. */
export function providerProxy(
  { name, proxy }: Pick<EffectiveProvider, 'name' | 'proxy'>,
  variables: Readonly<Record<string, string | undefined>>,
): ProxyFor {
  if (proxy === 'none') return () => null;
  try {
    if (proxy !== null) {
      const setting = parseProxy(proxy.value.reveal());
      return () => setting;
    }
    // What is wrong with the environment is told before anything listens.
    for (const scheme of ['http', 'https']) environmentProxy(`${scheme}://provider.example`, variables);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    throw new StartError(proxy === null ? error.message : `${name}: \`proxy\`: ${error.message}`);
  }
  return (address) => environmentProxy(address, variables);
}

import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../adapters/system-clock/system-clock.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { GatewayError } from '../core/errors/gateway-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/** What providers need of this machine and do not find, one sentence each: packages, credentials files. Calls nobody. */
export async function providerFaults(
  providers: readonly EffectiveProvider[],
  variables: Variables,
): Promise<readonly string[]> {
  const faults = await Promise.all(
    providers.map(async (provider) => {
      try {
        await lookAt(provider, variables);
        return [];
      } catch (error) {
        return [`${provider.name}: ${error instanceof Error ? error.message : error}`];
      }
    }),
  );
  return faults.flat();
}

async function lookAt({ bridge, vertex }: EffectiveProvider, variables: Variables): Promise<void> {
  if (bridge !== null) {
    const { resolvePackage } = await import('../adapters/ai-sdk/resolve-package.ts');
    try {
      resolvePackage(bridge.package, bridge.folder);
    } catch (error) {
      // To an operator the folder may be told.
      throw error instanceof GatewayError
        ? new Error(error.message.replace(/\.$/, `, in ${bridge.folder}.`), { cause: error })
        : error;
    }
  }
  if (vertex !== null) {
    const { googleTokenSource } = await import('../wiring/connect-vertex.ts');
    const createHttp = (baseUrl: string) => createUndiciProviderHttp({ baseUrl });
    await googleTokenSource(vertex.credentialsFile, { createHttp, clock: createSystemClock() }, variables);
  }
}

import { createUndiciProviderHttp } from '../adapters/provider-http/undici-provider-http.ts';
import { createSystemClock } from '../adapters/system-clock/system-clock.ts';
import type { EffectiveConfig } from '../config/effective-config.ts';
import type { EffectiveProvider } from '../config/effective-provider.ts';
import { GatewayError } from '../core/errors/gateway-error.ts';

type Variables = Readonly<Record<string, string | undefined>>;

/**
 * What providers need of this machine and do not find, one sentence each: packages, credentials files, weights. Calls
 * nobody.
 * @param dataFolder where weights are kept.
 */
export async function providerFaults(
  { providers, targets }: Pick<EffectiveConfig, 'providers' | 'targets'>,
  variables: Variables,
  dataFolder: string,
): Promise<readonly string[]> {
  const looks = providers.flatMap((provider) => {
    const named = targets.filter((target) => target.provider === provider.name).map(({ model }) => model);
    const weights = new Set(
      provider.weights === null ? [] : [...named, ...(provider.model === null ? [] : [provider.model])],
    );
    return [
      { provider, look: () => lookAt(provider, variables) },
      ...[...weights].map((name) => ({ provider, look: () => lookAtWeightsOf(provider, name, dataFolder) })),
    ];
  });
  const faults = await Promise.all(
    looks.map(async ({ provider, look }) => {
      try {
        await look();
        return [];
      } catch (error) {
        return [`${provider.name}: ${error instanceof Error ? error.message : error}`];
      }
    }),
  );
  return [...new Set(faults.flat())];
}

async function lookAtWeightsOf({ kind, weights }: EffectiveProvider, name: string, dataFolder: string): Promise<void> {
  const { lookAtWeights } = await import('../wiring/weights/open-weights.ts');
  const packageFolders = [weights?.folder ?? '.', import.meta.dirname];
  await lookAtWeights({ dataFolder, name, packageFolders, threads: null }, kind === 'llama-cpp' ? 'chat' : 'embedding');
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

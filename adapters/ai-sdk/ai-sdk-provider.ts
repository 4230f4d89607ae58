import type { Secret } from '../../core/access/secret.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { ProxySetting } from '../provider-http/proxy-setting.ts';
import { createBridgeFetch } from './bridge-fetch.ts';
import type { LanguageModel } from './language-model.ts';
import { loadProvider, type ModelMaker } from './load-provider.ts';

export interface AiSdkProviderOptions {
  /** The package's name, as it is installed. */
  readonly packageName: string;
  /** Where the look-up of the package begins: the folder of the configuration. */
  readonly folder: string;
  /** The export that makes the provider; `null` = the package's only `create…`. */
  readonly factory: string | null;
  /** The provider's name in the configuration. */
  readonly name: string;
  /** `null` = the package looks for a key itself, in the environment variable it documents. */
  readonly apiKey: Secret | null;
  /** Where it is called; `null` = where the package says. */
  readonly baseUrl: string | null;
  /** Further settings of the package, by its own names: `region`, `resourceName`, … */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly clock: Clock;
  /** The proxy on the way to an address. Default: none. */
  readonly proxyFor?: (address: string) => ProxySetting | null;
}

/** Speaks to any server, so it alone must be told what the server can do. */
const compatiblePackage = '@ai-sdk/openai-compatible';

/** A provider made by a package of the AI SDK. The package is imported by the first call. */
export interface AiSdkProvider {
  /** @throws GatewayError that says what to do when the package is missing or does not fit. */
  model(modelId: string): Promise<LanguageModel>;
  close(): Promise<void>;
}

export function createAiSdkProvider(options: AiSdkProviderOptions): AiSdkProvider {
  const { packageName, folder, factory, name, apiKey, baseUrl, clock } = options;
  const http = createBridgeFetch(clock, options.proxyFor);
  // A key the package would find in the environment is meant for the package's own address.
  const isElsewhere = baseUrl !== null || 'baseURL' in options.settings || 'baseUrl' in options.settings;
  const key = apiKey?.reveal() ?? (isElsewhere ? '' : undefined);
  const settings = {
    ...(packageName === compatiblePackage ? { name, includeUsage: true, supportsStructuredOutputs: true } : {}),
    ...options.settings,
    ...(key === undefined ? {} : { apiKey: key }),
    ...(baseUrl === null ? {} : { baseURL: baseUrl }),
    fetch: http.fetch,
  };
  let loading: Promise<ModelMaker> | null = null;
  return {
    async model(modelId) {
      loading ??= loadProvider({ packageName, folder, factory, settings });
      try {
        const make = await loading;
        return make(modelId);
      } catch (error) {
        // What is missing may be installed by the next call.
        loading = null;
        throw error;
      }
    },
    close: () => http.close(),
  };
}

import type { ConfiguredSecret } from './configured-secret.ts';
import type { CatoConfigInFile } from './schema/cato-config.ts';
import type { ProviderInFile } from './schema/provider.ts';

/** A provider of the file, its secret resolved. */
export type ProviderConfig = Omit<ProviderInFile, 'apiKey'> & { readonly apiKey?: ConfiguredSecret };

/** A valid `cato.yaml`: defaults not filled in, secrets resolved. */
export type CatoConfig = Omit<CatoConfigInFile, 'providers'> & {
  readonly providers?: Readonly<Record<string, ProviderConfig>>;
};

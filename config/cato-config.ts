import type { ConfiguredSecret } from './configured-secret.ts';
import type { CatoConfigInFile } from './schema/cato-config.ts';
import type { ProviderInFile } from './schema/provider.ts';

/** A provider of the file, its references resolved. */
export type ProviderConfig = Omit<ProviderInFile, 'apiKey' | 'settings'> & {
  readonly apiKey?: ConfiguredSecret;
  /** What stood there as a reference is a `Secret`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The configuration's own folder, where a `package` is looked for; present with that alone. */
  readonly folder?: string;
};

/** A valid `cato.yaml`: defaults not filled in, references resolved. */
export type CatoConfig = Omit<CatoConfigInFile, 'providers'> & {
  readonly providers?: Readonly<Record<string, ProviderConfig>>;
};

import type { ConfiguredSecret } from './configured-secret.ts';
import type { CatoConfigInFile } from './schema/cato-config.ts';
import type { ProviderInFile } from './schema/provider.ts';

/** A provider of the file, its references resolved. */
export type ProviderConfig = Omit<ProviderInFile, 'apiKey' | 'apiKeys' | 'proxy' | 'settings'> & {
  readonly apiKey?: ConfiguredSecret;
  readonly apiKeys?: readonly ConfiguredSecret[];
  /** An address, a password in it perhaps; `none` = no proxy. */
  readonly proxy?: ConfiguredSecret | 'none';
  /** What stood there as a reference is a `Secret`. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** The configuration's own folder, where packages are looked for; present where one is needed. */
  readonly folder?: string;
};

/** A valid `cato.yaml`: defaults not filled in, references resolved. */
export type CatoConfig = Omit<CatoConfigInFile, 'providers'> & {
  readonly providers?: Readonly<Record<string, ProviderConfig>>;
};

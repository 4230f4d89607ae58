import type { CatoConfig } from './cato-config.ts';
import { formatConfigPath } from './config-path.ts';
import { resolveSecrets, type SecretSources } from './read/resolve-secrets.ts';
import { withReferences } from './read/with-references.ts';
import type { CatoConfigInFile } from './schema/cato-config.ts';

/**
 * The configuration that was checked when it was deployed: it is not checked again, which takes longer than all the
 * rest of a start.
 * @throws Error naming the references that lead to nothing; holds no secret.
 */
export function readCompiledConfig(text: string, deployed: NonNullable<SecretSources['deployed']>): CatoConfig {
  const document = JSON.parse(text) as CatoConfigInFile;
  const file = 'config.json';
  const secrets = resolveSecrets(document, { file, environment: {}, deployed });
  const [first] = secrets.findings;
  if (first !== undefined) throw new Error(`${formatConfigPath(first.path)}: ${first.message}`);
  return withReferences(document, secrets, file);
}

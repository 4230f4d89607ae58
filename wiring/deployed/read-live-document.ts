import type { CatoConfig } from '../../config/cato-config.ts';
import { deployChanges } from '../../config/deploy-changes.ts';
import { formatProblems } from '../../config/format-problems.ts';
import { parseYaml } from '../../config/read/parse-yaml.ts';
import { readConfig } from '../../config/read-config.ts';

export type LiveReading = { readonly config: CatoConfig } | { readonly refusal: string };

export interface ReadLiveOptions {
  /** The document that was deployed, as JSON. */
  readonly deployed: string;
  /** What a reference to AWS leads to. */
  readonly secret: (reference: string) => string | undefined;
}

const file = 'the live configuration';

/** A document that wants to take the place of the deployed one without a deployment. A refusal holds no secret. */
export function readLiveDocument(text: string, { deployed, secret }: ReadLiveOptions): LiveReading {
  const { value } = parseYaml(text);
  // First: a provider that is not deployed has a key that is not there either, which would be the lesser reason.
  const changes = typeof value === 'object' && value !== null ? deployChanges(JSON.parse(deployed), value) : [];
  const { config, problems } = readConfig(text, { file, environment: {}, deployed: secret });
  if (changes.length > 0) {
    return { refusal: `${changes.join(', ')} can only be changed by a deployment: run \`npx cdk deploy\`` };
  }
  return config === null ? { refusal: formatProblems(problems.filter(isError), file) } : { config };
}

function isError({ level }: { readonly level: string }): boolean {
  return level === 'error';
}

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  type ResolvedReferences,
  referencesIn,
  resolveReferences,
} from '../../adapters/aws-references/resolve-references.ts';

export interface FollowedReferences extends ResolvedReferences {
  readonly besides: string | null;
}

/**
 * Follows the references of a configuration, all at once.
 * @param besides a secret that the configuration does not name, by its ARN; its value is not among the others.
 */
export async function followReferences(
  document: string,
  { region, besides }: { readonly region: string; readonly besides: string | null },
): Promise<FollowedReferences> {
  const references = new Set(referencesIn(JSON.parse(document)));
  const own = besides === null ? null : `secret:${besides}`;
  if (own !== null) references.add(own);
  const clients = {
    secrets: new SecretsManagerClient({ region }),
    parameters: async () => new (await import('@aws-sdk/client-ssm')).SSMClient({ region }),
  };
  const { values, failures } = await resolveReferences(references, clients);
  const rest = new Map(values);
  if (own !== null) rest.delete(own);
  return { values: rest, failures, besides: own === null ? null : (values.get(own) ?? null) };
}

import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';
import {
  type ResolvedReferences,
  referencesIn,
  resolveReferences,
} from '../../adapters/aws-references/resolve-references.ts';

export interface FollowedReferences extends ResolvedReferences {
  readonly besides: string | null;
}

export interface FollowOptions {
  readonly region: string;
  /** A secret that the configuration does not name, by its ARN; its value is not among the others. */
  readonly besides: string | null;
  /** Whether the configuration's own are followed; otherwise each leads to words that no provider takes. */
  readonly follows: boolean;
}

const notFollowed = 'not-followed';

/** Gives what follows the references of a configuration, all at once, as often as it is called. */
export function followReferences(
  document: string,
  { region, besides, follows }: FollowOptions,
): () => Promise<FollowedReferences> {
  const named = referencesIn(JSON.parse(document));
  const references = new Set(follows ? named : []);
  const own = besides === null ? null : `secret:${besides}`;
  if (own !== null) references.add(own);
  let parameters: SSMClient | null = null;
  const clients = {
    secrets: new SecretsManagerClient({ region }),
    async parameters() {
      parameters ??= new (await import('@aws-sdk/client-ssm')).SSMClient({ region });
      return parameters;
    },
  };
  return async () => {
    const { values, failures } = await resolveReferences(references, clients);
    const rest = new Map(follows ? values : [...named].map((reference) => [reference, notFollowed]));
    if (own !== null) rest.delete(own);
    return { values: rest, failures, besides: own === null ? null : (values.get(own) ?? null) };
  };
}

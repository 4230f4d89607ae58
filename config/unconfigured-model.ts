import type { EffectiveProvider } from './effective-provider.ts';
import { createModelCatalogue, type ModelCatalogue } from './model-catalogue.ts';
import type { ModelRow } from './model-row.ts';
import type { SelfContainedKind } from './provider-kinds.ts';

/** What each kind asks for, in the order in which they are advised. */
const settings: readonly (readonly [SelfContainedKind, string])[] = [
  ['openai', 'OPENAI_API_KEY'],
  ['anthropic', 'ANTHROPIC_API_KEY'],
  ['bedrock', 'AWS_PROFILE (or other AWS credentials) and AWS_REGION'],
  ['gemini', 'GEMINI_API_KEY'],
  ['vertexai', 'VERTEXAI_PROJECT (with Google credentials)'],
];

/**
 * Makes what says, as a sentence, which provider that is not configured has a model, and how to configure it;
 * `null` where none is known to.
 */
export function unconfiguredModelAdvice(
  providers: readonly Pick<EffectiveProvider, 'kind' | 'origin'>[],
  rows: readonly ModelRow[],
): (model: string) => string | null {
  const configured = new Set<string>(providers.map(({ kind }) => kind));
  // A file that has providers says which there are: then the environment alone adds none.
  const isListed = providers.some(({ origin }) => origin === 'file');
  let catalogue: ModelCatalogue | null = null;
  return (model) => {
    catalogue ??= createModelCatalogue(rows);
    for (const [kind, needed] of settings) {
      const id = model.startsWith(`${kind}/`) ? model.slice(kind.length + 1) : model;
      if (catalogue.find(kind, id) === null) continue;
      // One that is configured has this model, by a name that is not the one that was asked for.
      if (configured.has(kind)) return null;
      const addition = isListed ? `add \`${kind}: { kind: ${kind} }\` to \`providers\` and set` : 'set';
      return `${kind} has this model but is not configured: ${addition} ${needed}, then start again.`;
    }
    return null;
  };
}

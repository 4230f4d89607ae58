import { type EffectiveProvider, isKeyless } from './effective-provider.ts';
import { nearestName } from './nearest-name.ts';
import { providerKinds, selfContainedKinds } from './provider-kinds.ts';
import { findPreset, loadProviderPresets, presetNames } from './provider-presets.ts';

/** An encoder answers nobody. */
const answeringKinds = providerKinds.filter((kind) => kind !== 'onnx-encoder');

export interface DefaultProviderChoice {
  /** `null` when there is no provider at all. */
  readonly provider: EffectiveProvider | null;
  /** How it was chosen, as one sentence for people. */
  readonly reason: string;
  /** What is wrong with the wish, as a sentence; `null` when nothing is. */
  readonly problem: string | null;
}

/** LLM_PROVIDER, else the file's `provider`, else the first found in the order of the kinds. */
export function chooseDefaultProvider(
  providers: readonly EffectiveProvider[],
  wishes: { readonly environment: string | null; readonly file: string | null },
): DefaultProviderChoice {
  const asked = wishes.environment === null ? null : findProvider(providers, wishes.environment);
  const problem = wishes.environment !== null && asked === null ? unknownProvider(wishes.environment, providers) : null;
  if (asked !== null) return chosen(asked, `LLM_PROVIDER is ${wishes.environment}`, problem);
  const configured = wishes.file === null ? null : findProvider(providers, wishes.file);
  if (configured !== null) return chosen(configured, `the configuration says \`provider: ${wishes.file}\``, problem);
  const found = firstFound(providers);
  if (found === null) {
    const reason =
      providers.length === 0
        ? 'No provider is configured, so the embedded model answers.'
        : 'There is no default provider, because none that is configured has models that answer.';
    return { provider: null, reason, problem };
  }
  if (providers.length === 1) return chosen(found, `it is the only one: ${found.evidence}`, problem);
  return chosen(found, `it is the first found of ${answeringKinds.join(', ')}: ${found.evidence}`, problem);
}

/** A provider by its name, else the first of a kind or preset. */
export function findProvider(providers: readonly EffectiveProvider[], nameOrKind: string): EffectiveProvider | null {
  return (
    providers.find(({ name }) => name === nameOrKind) ??
    // A preset's name for one of its aliases, and the other way round.
    providers.find(({ kind, preset }) =>
      preset === null ? kind === nameOrKind : findPreset([preset], nameOrKind) !== null,
    ) ??
    null
  );
}

function firstFound(providers: readonly EffectiveProvider[]): EffectiveProvider | null {
  const inOrder = answeringKinds.flatMap((kind) => providers.filter((provider) => provider.kind === kind));
  return inOrder.find((provider) => !isKeyless(provider)) ?? inOrder[0] ?? null;
}

function chosen(provider: EffectiveProvider, why: string, problem: string | null): DefaultProviderChoice {
  return { provider, reason: `The default provider is ${provider.name}, because ${why}.`, problem };
}

function unknownProvider(name: string, providers: readonly EffectiveProvider[]): string {
  const allowed = [...new Set([...providers.map((provider) => provider.name), ...selfContainedKinds])];
  const nearest = nearestName(name, [...allowed, ...presetNames(loadProviderPresets())]);
  const hint = nearest === null ? '' : ` (did you mean ${nearest}?)`;
  return `LLM_PROVIDER is the name of no provider; it may be ${allowed.join(', ')} or a preset${hint}`;
}

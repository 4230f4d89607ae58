import { defaultModel } from '../../config/default-models.ts';
import type { EffectiveProvider } from '../../config/effective-provider.ts';
import { isKeyless } from '../../config/effective-provider.ts';
import type { EffectiveTarget } from '../../config/effective-target.ts';
import { isSelfContainedKind, selfContainedKinds } from '../../config/provider-kinds.ts';
import type { ModelDirectory } from '../../core/routing/model-directory.ts';
import type { Target } from '../../core/routing/target.ts';
import type { Settings } from '../read-settings.ts';
import type { BenchTarget } from './bench-target.ts';

/** Room for a short answer with a little talk around it; a model that thinks needs it for its thoughts too. */
const answerTokens = 256;
const thinkingTokens = 2048;

export const noCredentials = 'no credentials here';

/**
 * What can be measured: every target, the usual model of a provider that has none, the embedded model when it is what
 * answers. Where the environment decides which providers there are, those that it lacks are listed as such.
 */
export function listBenchTargets({ config, loaded }: Settings, models: ModelDirectory): readonly BenchTarget[] {
  const named = new Set(models.list().flatMap(({ id, kind }) => (kind === 'target' ? [id] : [])));
  // A route of the same name hides a target.
  const names = config.embedded
    ? [...named]
    : wanted(config.targets).map(({ name, provider, model }) => (named.has(name) ? name : `${provider}/${model}`));
  const providers = new Map(config.providers.map((provider) => [provider.name, provider]));
  const measurable = names.flatMap((name) => {
    const [target] = models.resolve(name).targets;
    return target ? [benchTarget(name, target, providers.get(target.provider) ?? null)] : [];
  });
  for (const provider of config.providers) {
    if (measurable.some((target) => target.provider === provider.name)) continue;
    const model = usualModel(provider);
    const name = model === null ? provider.name : `${provider.name}/${model}`;
    const [target] = model === null ? [] : models.resolve(name).targets;
    measurable.push(target ? benchTarget(name, target, provider) : emptyRow(name, provider.name, 'no model is named'));
  }
  if (loaded.config?.providers !== undefined) return measurable;
  const absent = selfContainedKinds.filter((kind) => !config.providers.some((provider) => provider.kind === kind));
  return [
    ...measurable,
    ...absent.map((kind): BenchTarget => {
      const model = defaultModel(kind, 'auto', null);
      const why = kind === 'ollama' ? 'not running here' : noCredentials;
      return { ...emptyRow(model === null ? kind : `${kind}/${model}`, kind, why), model: model ?? '' };
    }),
  ];
}

/** Those that somebody wrote; of a provider without any, those that the routes left out lead to. */
function wanted(targets: readonly EffectiveTarget[]): readonly EffectiveTarget[] {
  const written = new Set(targets.flatMap(({ origin, provider }) => (origin === 'file' ? [provider] : [])));
  return targets.filter(({ origin, provider }) => origin === 'file' || !written.has(provider));
}

function benchTarget(
  name: string,
  { provider, model, facts }: Target,
  settings: EffectiveProvider | null,
): BenchTarget {
  const { reasoning, alwaysThinks, embeddings } = facts.capabilities;
  const wanted = reasoning === true || alwaysThinks === true ? thinkingTokens : answerTokens;
  return {
    name,
    provider,
    model,
    prices: facts.prices,
    limit: {
      // OpenAI's newer models refuse the older field, and not every server that speaks its format knows the newer one.
      field: settings?.kind === 'openai' ? 'max_completion_tokens' : 'max_tokens',
      tokens: Math.min(wanted, facts.maxOutputTokens ?? wanted),
    },
    unmeasured:
      settings !== null && isKeyless(settings) ? noCredentials : embeddings === true ? 'makes embeddings only' : null,
  };
}

function emptyRow(name: string, provider: string, unmeasured: string): BenchTarget {
  return { name, provider, model: '', prices: [], limit: { field: 'max_tokens', tokens: answerTokens }, unmeasured };
}

function usualModel({ kind, model, region }: EffectiveProvider): string | null {
  return model ?? (isSelfContainedKind(kind) ? defaultModel(kind, 'auto', region) : null);
}

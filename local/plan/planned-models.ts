import type { EffectiveConfig } from '../../config/effective-config.ts';
import { createModelCatalogue } from '../../config/model-catalogue.ts';
import type { ModelRow } from '../../config/model-row.ts';
import type { ModelFacts, ModelPrice } from '../../core/routing/model-facts.ts';
import { unknownModelFacts } from '../../core/routing/model-facts.ts';
import { type Tier, tiers } from '../../core/routing/tier/tier.ts';
import type { PriceSource } from './cost-line.ts';
import type { Load } from './load.ts';

/** Who answers a tier when all is well: fallbacks, retries and other members are not priced. */
export interface PlannedModel {
  readonly tier: Tier;
  /** Of all requests. */
  readonly share: number;
  readonly provider: string;
  readonly kind: string;
  readonly model: string;
  readonly facts: ModelFacts;
  readonly source: PriceSource;
  /** Targets that the route would look at. */
  readonly targets: number;
}

/** The first target of each tier of the route `auto`, or of the first route where there is none. */
export function plannedModels(config: EffectiveConfig, rows: readonly ModelRow[], load: Load): readonly PlannedModel[] {
  const route = config.routes.find(({ name }) => name === 'auto') ?? config.routes[0];
  if (route === undefined) return [];
  const catalogue = createModelCatalogue(rows);
  return tiers.flatMap((tier) => {
    const share = load.tiers[tier] ?? 0;
    const members = route.tiers?.[tier] ?? (route.targets.length > 0 ? route.targets : route.tiers?.complex) ?? [];
    const target = config.targets.find(({ name }) => name === members[0]?.target);
    const provider = config.providers.find(({ name }) => name === target?.provider);
    if (share === 0 || target === undefined || provider === undefined) return [];
    const { kind, region } = provider;
    const known = catalogue.find(kind, target.model, region ?? undefined) ?? unknownModelFacts(target.model);
    const own = target.price;
    const price: ModelPrice | null = own && {
      minInputTokens: 0,
      processing: 'standard',
      input: own.input,
      output: own.output,
      cacheRead: own.cacheRead ?? null,
      cacheWrite: own.cacheWrite ?? {},
    };
    return [
      {
        tier,
        share,
        provider: provider.name,
        kind,
        model: target.model,
        facts: price === null ? known : { ...known, prices: [price] },
        source: price === null ? sourceOfModel(rows, kind, target.model) : ownPrice(target.model),
        targets: members.length,
      },
    ];
  });
}

function ownPrice(model: string): PriceSource {
  return { id: model, source: 'the configuration', asOf: 'now', isVerified: true };
}

/** The row of the model itself, or of the one whose price it has by another place. */
function sourceOfModel(rows: readonly ModelRow[], kind: string, model: string): PriceSource {
  const ofKind = rows.filter(({ provider }) => provider === kind);
  const row = ofKind.find(({ id }) => id === model) ?? ofKind.find(({ id }) => model.endsWith(`.${id}`));
  return {
    id: model,
    source: row?.source ?? 'config/models.json has no row of that id',
    asOf: row?.asOf ?? 'unknown',
    isVerified: row !== undefined,
  };
}

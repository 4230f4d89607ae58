import { priceRow } from '../../../core/metering/price-row.ts';
import type { CostLine } from '../cost-line.ts';
import { figure, percent } from '../figure.ts';
import type { Load } from '../load.ts';
import type { PlannedModel } from '../planned-models.ts';
import type { Volume } from '../volume.ts';

const standard = 'standard';

/** Tokens, by tier. */
export function modelLines(models: readonly PlannedModel[], load: Load, volume: Volume): readonly CostLine[] {
  return models.flatMap((model) => linesOf(model, load, volume));
}

function linesOf({ tier, share, provider, model, facts, source }: PlannedModel, load: Load, volume: Volume) {
  const requests = volume.asked * share;
  // What a prompt costs is decided by how long it is in all.
  const row = priceRow(facts.prices, load.inputTokens, standard);
  const shortest = facts.capabilities.promptCacheMinTokens ?? 0;
  const cached = load.inputTokens < shortest ? 0 : load.inputTokens * load.promptCacheShare;
  const line = (what: string, tokens: number, usdPerMillion: number | null): CostLine => {
    const quantity = (requests * tokens) / 1e6;
    return {
      component: 'models',
      item: `${provider}/${model}, ${what} (${tier})`,
      quantity,
      unit: 'million tokens',
      how: `${figure(requests)} requests (${percent(share)} of those a model is asked for) × ${figure(tokens)} tokens`,
      usd: quantity === 0 ? 0 : usdPerMillion === null ? null : quantity * usdPerMillion,
      usdPerUnit: usdPerMillion,
      price: source,
    };
  };
  return [
    line('input', load.inputTokens - cached, row?.input ?? null),
    ...(cached === 0 ? [] : [line('input from its cache', cached, row?.cacheRead ?? row?.input ?? null)]),
    line('output', load.outputTokens, row?.output ?? null),
  ];
}

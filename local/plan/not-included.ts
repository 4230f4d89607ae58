import type { DeploySettings } from '../../config/deploy-settings.ts';
import type { CostLine } from './cost-line.ts';
import type { Load } from './load.ts';
import type { PlannedModel } from './planned-models.ts';

/** What no total holds, one sentence each: better said than counted as nothing. */
export function notIncluded(
  deploy: DeploySettings,
  models: readonly PlannedModel[],
  lines: readonly CostLine[],
  load: Load,
): readonly string[] {
  const unpriced = lines.filter(({ usd }) => usd === null);
  const planned = models.reduce((sum, { share }) => sum + share, 0);
  const wanted = Object.values(load.tiers).reduce((sum, share) => sum + share, 0);
  return [
    ...unpriced.map(({ item, price }) => `${item}: no price is known of ${price.id}.`),
    ...(wanted - planned > 1e-9 ? ['Tokens of tiers that no configured target answers.'] : []),
    ...(deploy.memory
      ? [
          'OpenSearch Serverless and the table of long-term memory: nothing reads or writes them yet. An OCU-hour costs $0.24, and none runs while nobody asks.',
        ]
      : []),
    ...(deploy.regions.some((region) => region !== 'us-east-1')
      ? ['Differences of price between regions: all are priced like us-east-1.']
      : []),
    'NAT gateways: none is deployed.',
    'Free tiers, savings plans, discounts, taxes, support; what people read of logs; retries and failed attempts.',
    ...(deploy.tables.customerManagedKey ? ['Calls of KMS: a table asks for its key every few minutes.'] : []),
  ];
}

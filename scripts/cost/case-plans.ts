import type { ModelRow } from '../../config/model-row.ts';
import { type Load, usualLoad } from '../../local/plan/load.ts';
import { makePlan, type Plan } from '../../local/plan/make-plan.ts';
import { parsePlanSettings } from '../../local/plan/plan-settings.ts';
import type { ReferenceCase } from './earlier-plan.ts';

/** A reference case as this design answers it. */
export interface CasePlans {
  readonly case: ReferenceCase;
  /** Nothing answered from a cache, and six in ten requests. */
  readonly none: Plan;
  readonly sixty: Plan;
  /** The same decided otherwise, with nothing from a cache and with six in ten. */
  readonly variants: readonly Variant[];
}

export interface Variant {
  readonly name: string;
  readonly none: number;
  readonly sixty: number;
}

const cacheHitRate = 0.6;
const bedrock = 'version: 1\nprovider: bedrock\n';
const cheapModel = 'us.anthropic.claude-haiku-5-5';
const cheap = `version: 1
providers: { bedrock: { kind: bedrock, region: us-east-1 } }
targets: { cheap: { provider: bedrock, model: ${cheapModel} } }
routes: { auto: { targets: [cheap] } }
`;

export function casePlans(reference: ReferenceCase, modelRows: readonly ModelRow[]): CasePlans {
  const { users, profile } = reference;
  const load: Load = { ...usualLoad, users };
  const planned = (text: string, changed: Partial<Load> = {}): Plan => {
    const { deploy, gateway } = parsePlanSettings(text, null, profile);
    return makePlan({ deploy, gateway, modelRows, load: { ...load, ...changed } });
  };
  const both = (name: string, total: (changed: Partial<Load>) => number): Variant => ({
    name,
    none: total({}),
    sixty: total({ cacheHitRate }),
  });
  const none = planned(bedrock);
  const other = none.deploy.compute === 'lambda' ? 'container' : 'lambda';
  const variants = [
    both(`\`compute: ${other}\``, (changed) => planned(`${bedrock}deploy: { compute: ${other} }\n`, changed).totalUsd),
    both(`every request answered by \`${cheapModel}\``, (changed) => planned(cheap, changed).totalUsd),
    both('nothing kept as a conversation', (changed) => planned(bedrock, { ...changed, storedShare: 0 }).totalUsd),
    ...(none.deploy.shadowSelf === null
      ? []
      : [
          both(
            'simple requests answered by Shadow Self in place of Bedrock, at 24 at once an instance, which nobody has measured',
            (changed) => {
              const share = (load.tiers.simple ?? 0) * (1 - (changed.cacheHitRate ?? 0));
              const plan = planned(bedrock, { ...changed, shadowSelfShare: share });
              const simple = plan.lines.filter(({ item }) => item.endsWith('(simple)'));
              return plan.totalUsd - simple.reduce((sum, { usd }) => sum + (usd ?? 0), 0);
            },
          ),
        ]),
  ];
  return { case: reference, none, sixty: planned(bedrock, { cacheHitRate }), variants };
}

import type { ProfileName } from '../../config/deploy-settings.ts';
import { loadModelRows } from '../../config/model-catalogue.ts';
import { findCrossing } from './find-crossing.ts';
import type { Load } from './load.ts';
import { makePlan } from './make-plan.ts';
import { neededQuotas } from './needed-quotas.ts';
import { planSettings } from './plan-settings.ts';
import { planText } from './plan-text.ts';
import { quotasText } from './quotas-text.ts';

export interface PlanQuestion {
  /** `null`: `cato.yaml` if it is there, else Bedrock. */
  readonly configFile: string | null;
  /** `null`: as the configuration says. */
  readonly profile: ProfileName | null;
  readonly load: Load;
  readonly as: 'text' | 'quotas' | 'json';
}

/** What `cato plan` prints. @throws StartError when the configuration is not one that can be deployed. */
export async function tellPlan({ configFile, profile, load, as }: PlanQuestion): Promise<string> {
  const { file, deploy, gateway } = planSettings(configFile, profile);
  const plan = makePlan({ deploy, gateway, modelRows: await loadModelRows(), load });
  const quotas = neededQuotas(plan);
  if (as === 'quotas') return quotasText(quotas);
  const crossing = findCrossing(deploy, load);
  if (as === 'text') return planText(plan, crossing);
  const { models: _, ...told } = plan;
  return `${JSON.stringify({ configuration: file, ...told, crossing, quotas }, null, 2)}\n`;
}

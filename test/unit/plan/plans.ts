import type { ProfileName } from '../../../config/deploy-settings.ts';
import { loadModelRows } from '../../../config/model-catalogue.ts';
import { type Load, usualLoad } from '../../../local/plan/load.ts';
import { makePlan, type Plan } from '../../../local/plan/make-plan.ts';
import { parsePlanSettings } from '../../../local/plan/plan-settings.ts';

const modelRows = await loadModelRows();
export const bedrock = 'version: 1\nprovider: bedrock\n';

/** A plan of a configuration's text with Bedrock as it stands, unless it says something else. */
export function planOf(changed: Partial<Load> = {}, profile: ProfileName = 'small', text = bedrock): Plan {
  const { deploy, gateway } = parsePlanSettings(text, null, profile);
  return makePlan({ deploy, gateway, modelRows, load: { ...usualLoad, ...changed } });
}

export function lineOf({ lines }: Plan, item: string) {
  const line = lines.find((one) => one.item === item);
  if (!line) throw new RangeError(`no line ${item}: there are ${lines.map((one) => one.item).join('; ')}`);
  return line;
}

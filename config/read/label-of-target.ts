import type { CatoConfigInFile } from '../schema/cato-config.ts';

/** `provider/model`: targets of one label ask the same model of the same provider, whatever they are called. */
export function labelOfTarget(name: string, { targets = {} }: CatoConfigInFile): string {
  const target = targets[name];
  return target ? `${target.provider}/${target.model}` : name;
}

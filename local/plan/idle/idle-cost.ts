import { awsPrices } from '../../../config/aws-price.ts';
import { costOf } from '../price-line.ts';
import type { DeployedStack } from './deployed-resource.ts';
import { resourceCosts } from './resource-costs.ts';

/** What the resources of one type cost a month while nobody asks. */
export interface IdleLine {
  readonly type: string;
  readonly count: number;
  readonly cost: 'free' | 'by use' | 'by the month';
  /** Of each price row, how much; empty where nothing is due. */
  readonly uses: readonly IdleUseOfLine[];
  readonly usd: number;
}

export interface IdleUseOfLine {
  readonly price: string;
  readonly unit: string;
  readonly quantity: number;
  readonly usd: number;
}

/**
 * What synthesised stacks cost a month while nobody asks, by type.
 * @throws RangeError naming every type, and every price, that is not known: neither is taken for nothing.
 */
export function idleCost(stacks: readonly DeployedStack[]): readonly IdleLine[] {
  const all = stacks.flatMap((stack) => Object.values(stack).map((resource) => ({ resource, stack })));
  const types = [...new Set(all.map(({ resource }) => resource.Type))].sort();
  const unknown = types.filter((type) => costOfType(type) === undefined);
  if (unknown.length > 0) throw new RangeError(`no cost is known of ${unknown.join(', ')}`);
  return types.map((type) => {
    const ofType = all.filter(({ resource }) => resource.Type === type);
    const cost = costOfType(type) ?? 'free';
    if (typeof cost === 'string') return { type, count: ofType.length, cost, uses: [], usd: 0 };
    const quantities = new Map<string, number>();
    for (const { resource, stack } of ofType) {
      for (const { price, quantity } of cost(resource, stack)) {
        quantities.set(price, (quantities.get(price) ?? 0) + quantity);
      }
    }
    const uses = [...quantities]
      .filter(([, quantity]) => quantity > 0)
      .map(([price, quantity]) => priced(price, quantity));
    const usd = uses.reduce((sum, use) => sum + use.usd, 0);
    return { type, count: ofType.length, cost: 'by the month', uses, usd };
  });
}

/** A custom resource is a call of a function while a stack changes. */
function costOfType(type: string) {
  return type.startsWith('Custom::') || type === 'AWS::CloudFormation::CustomResource' ? 'free' : resourceCosts[type];
}

function priced(id: string, quantity: number): IdleUseOfLine {
  const row = awsPrices.find((price) => price.id === id);
  const usd = row === undefined ? null : costOf(row, quantity);
  if (row === undefined || usd === null) throw new RangeError(`no price is known of ${id}`);
  return { price: id, unit: row.unit, quantity, usd };
}

import { GatewayError } from '../errors/gateway-error.ts';
import type { Plan } from '../resilience/outcome.ts';
import type { Target } from '../routing/target.ts';
import type { PlannedCall } from './background-host.ts';
import type { TimeFrame } from './time-frame.ts';

/** A plan between two steps: the targets by their names, as the configuration has them. */
export interface PlanRecord extends Omit<Plan, 'targets' | 'deadline'> {
  readonly targets: readonly string[];
  /** Milliseconds since the epoch. */
  readonly deadline: number;
  readonly expectedTokens: readonly number[];
}

export function toPlanRecord({ plan, expectedTokens }: PlannedCall, frame: TimeFrame): PlanRecord {
  const targets = plan.targets.map(({ name }) => name);
  return { ...plan, targets, deadline: frame.toEpoch(plan.deadline), expectedTokens };
}

/** @throws GatewayError when the configuration has changed, and a target is gone. */
export function fromPlanRecord(
  { expectedTokens, ...record }: PlanRecord,
  frame: TimeFrame,
  findTarget: (name: string) => Target | null,
): PlannedCall {
  const targets = record.targets.map((name) => {
    const target = findTarget(name);
    if (target) return target;
    throw new GatewayError('internal', `The gateway's configuration has changed, and ${name} is gone; ask again.`);
  });
  return { plan: { ...record, targets, deadline: frame.toMonotonic(record.deadline) }, expectedTokens };
}

import type { TargetLoad } from '../../ports/target-stats.ts';
import type { Target } from '../target.ts';
import type { TargetEstimate } from './route-plan.ts';

/** A target that may be asked, with what the choice looks at. */
export interface Candidate {
  readonly target: Target;
  readonly weight: number;
  readonly load: TargetLoad;
  /** `null` when the request was not looked at. */
  readonly estimate: TargetEstimate | null;
  /** Why it comes after all others; `null` = it does not. */
  readonly lowered: string | null;
}

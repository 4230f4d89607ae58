/** What an earlier plan reckoned for a case, US dollars a month. */
export interface EarlierPlan {
  readonly sageMaker: number;
  readonly orchestration: number;
  readonly bedrock: number;
}

export interface ReferenceCase {
  readonly name: string;
  readonly users: number;
  readonly profile: 'standard' | 'scale';
  readonly earlier: EarlierPlan;
}

export const referenceCases: readonly [ReferenceCase, ReferenceCase] = [
  {
    name: '1M users',
    users: 1_000_000,
    profile: 'standard',
    earlier: { sageMaker: 13_000, orchestration: 2_000, bedrock: 15_000 },
  },
  {
    name: '10M users',
    users: 10_000_000,
    profile: 'scale',
    earlier: { sageMaker: 130_000, orchestration: 15_000, bedrock: 130_000 },
  },
];

export function totalOf({ sageMaker, orchestration, bedrock }: EarlierPlan): number {
  return sageMaker + orchestration + bedrock;
}

/** Prefixes of inference profiles: they say in which part of the world a model may be run. */
const profilePrefix = /^(?:us|eu|jp|au|apac|ca|global|us-gov)\./;

export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`; a token is fine. */
  readonly partition: string;
  readonly account: string;
  readonly regions: readonly string[];
}

/**
 * The resources that calling a model touches. An inference profile needs two kinds of permission: for the profile
 * in the region it is called in, and for the model in every region the profile may lead to
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html).
 */
export function bedrockModelArns(model: string, { partition, account, regions }: Place): readonly string[] {
  if (model.startsWith('arn:')) return [model];
  if (profilePrefix.test(model)) {
    const base = model.replace(profilePrefix, '');
    return [
      ...regions.map((region) => `arn:${partition}:bedrock:${region}:${account}:inference-profile/${model}`),
      `arn:${partition}:bedrock:*::foundation-model/${base}`,
    ];
  }
  return regions.map((region) => `arn:${partition}:bedrock:${region}::foundation-model/${model}`);
}

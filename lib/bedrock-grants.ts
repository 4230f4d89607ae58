import { profilePrefixOf } from '../config/inference-profiles.ts';

export interface Place {
  /** `aws`, `aws-cn`, `aws-us-gov`; a token is fine. */
  readonly partition: string;
  readonly account: string;
  /** Where the model is called. */
  readonly regions: readonly string[];
}

export interface BedrockGrant {
  readonly resources: readonly string[];
  /** ARN of the inference profile that a call has to come by; `null` = any call. */
  readonly onlyThrough: string | null;
}

/**
 * The resources that calling a model touches. An inference profile needs two kinds of permission: for the profile
 * in the region it is called in, and for the model in every region the profile may lead to
 * (https://docs.aws.amazon.com/bedrock/latest/userguide/inference-profiles-prereq.html).
 */
export function bedrockGrants(model: string, { partition, account, regions }: Place): readonly BedrockGrant[] {
  const modelAnywhere = (name: string): string => `arn:${partition}:bedrock:*::foundation-model/${name}`;
  const [, kind, name = ''] = /^arn:.*:(application-inference-profile|inference-profile)\/(.+)$/.exec(model) ?? [];
  if (kind === 'application-inference-profile') {
    // Which model it leads to is not to be seen from its name.
    return [always(model), { resources: [modelAnywhere('*')], onlyThrough: model }];
  }
  if (kind === 'inference-profile') return [always(model, modelAnywhere(withoutPrefix(name)))];
  if (model.startsWith('arn:')) return [always(model)];
  if (profilePrefixOf(model) === null) {
    return [always(...regions.map((region) => `arn:${partition}:bedrock:${region}::foundation-model/${model}`))];
  }
  const profiles = regions.map((region) => `arn:${partition}:bedrock:${region}:${account}:inference-profile/${model}`);
  return [always(...profiles, modelAnywhere(withoutPrefix(model)))];
}

function always(...resources: readonly string[]): BedrockGrant {
  return { resources, onlyThrough: null };
}

function withoutPrefix(model: string): string {
  const prefix = profilePrefixOf(model);
  return prefix === null ? model : model.slice(prefix.length + 1);
}

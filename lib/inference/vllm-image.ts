import { Fn } from 'aws-cdk-lib';
import { RegionInfo } from 'aws-cdk-lib/region-info';

/** vLLM 0.27.0, August 2026: https://aws.github.io/deep-learning-containers/vllm/ */
const repositoryName = 'vllm';
const tag = 'server-sagemaker-cuda-v2.3';

/**
 * Regions that the CDK's table lacks, by AWS's own, read on 2026-11-22; in all others both say the same:
 * https://github.com/aws/deep-learning-containers/blob/18d714e061df2227bc30cb49190e02a84f445410/docs/reference/region_availability.md
 */
const otherAccounts: Readonly<Record<string, string>> = {
  'af-south-1': '626614931356',
  'ap-northeast-3': '364406365360',
  'ap-southeast-5': '550225433462',
  'ap-southeast-7': '590183813437',
  'ca-west-1': '204538143572',
  'il-central-1': '780543022126',
  'mx-central-1': '637423239942',
};

export interface VllmImage {
  readonly uri: string;
  readonly repositoryArn: string;
}

/**
 * AWS's image of vLLM for a region: SageMaker pulls from registries of its own region only, and whose they are differs.
 * @throws Error for regions whose registry is not known here.
 */
export function vllmImage(region: string): VllmImage {
  const { dlcRepositoryAccount, partition = 'aws', domainSuffix = Fn.ref('AWS::URLSuffix') } = RegionInfo.get(region);
  const account = dlcRepositoryAccount ?? otherAccounts[region];
  if (account === undefined) {
    throw new Error(
      `deploy.shadowSelf: the account of AWS's Deep Learning Containers in ${region} is not known. Put a region first in deploy.regions that has one (us-east-1, eu-west-1 …), or set deploy.shadowSelf to null.`,
    );
  }
  return {
    uri: `${account}.dkr.ecr.${region}.${domainSuffix}/${repositoryName}:${tag}`,
    repositoryArn: `arn:${partition}:ecr:${region}:${account}:repository/${repositoryName}`,
  };
}

import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Where weights are in S3: everything below a prefix. */
export interface Weights {
  /** `s3://BUCKET/PREFIX/`. */
  readonly uri: string;
  grantRead(grantee: IGrantable): void;
}

/** @param where a name that `cato model push` was given, or an address `s3://BUCKET/PREFIX/` of weights elsewhere. */
export function weightsAt(scope: Construct, artifacts: IBucket, where: string): Weights {
  const elsewhere = /^s3:\/\/([^/]+)\/(.*)$/.exec(where);
  const prefix = elsewhere === null ? `models/${where}/` : `${elsewhere[2]?.replace(/\/$/, '')}/`;
  const { partition } = Stack.of(scope);
  const bucketArn = elsewhere === null ? artifacts.bucketArn : `arn:${partition}:s3:::${elsewhere[1]}`;
  return {
    uri: elsewhere === null ? artifacts.s3UrlForObject(prefix) : `s3://${elsewhere[1]}/${prefix}`,
    grantRead({ grantPrincipal }) {
      grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({ actions: ['s3:GetObject'], resources: [`${bucketArn}/${prefix}*`] }),
      );
      grantPrincipal.addToPrincipalPolicy(
        new PolicyStatement({
          actions: ['s3:ListBucket'],
          resources: [bucketArn],
          conditions: { StringLike: { 's3:prefix': `${prefix}*` } },
        }),
      );
    },
  };
}

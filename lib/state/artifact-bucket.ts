import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type IBucket, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { artifactBucketName } from '../../config/artifact-bucket.ts';
import { contentClasses } from '../../config/content-prefix.ts';
import type { DeploySettings } from '../../config/deploy-settings.ts';

export interface ArtifactBucketProps {
  readonly deploy: DeploySettings;
  readonly removalPolicy: RemovalPolicy;
}

/** An object outlives the turn that names it by this at most: turns expire first. */
const spareDays = 2;

/** Files of one region: content of turns that is too large for a table below `content/`, weights below `models/`. */
export class ArtifactBucket extends Construct {
  readonly bucket: IBucket;
  /** Told to other stacks as it is, without an import. */
  readonly bucketName: string;
  readonly #deploy: DeploySettings;

  constructor(scope: Construct, id: string, { deploy, removalPolicy }: ArtifactBucketProps) {
    super(scope, id);
    this.#deploy = deploy;
    const { account, region } = Stack.of(this);
    this.bucketName = artifactBucketName(deploy.prefix, account, region);
    this.bucket = new Bucket(this, 'Bucket', {
      bucketName: this.bucketName,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
      versioned: true,
      removalPolicy,
      autoDeleteObjects: removalPolicy === RemovalPolicy.DESTROY,
      lifecycleRules: [
        ...contentClasses.map(({ prefix, days }) => ({ prefix, expiration: Duration.days(days + spareDays) })),
        { noncurrentVersionExpiration: Duration.days(7), abortIncompleteMultipartUploadAfter: Duration.days(2) },
      ],
    });
  }

  /** Content of turns in every region's bucket, for it lies where the session's home is; nothing else of them. */
  grantContent(grantee: IGrantable, access: 'read' | 'write'): void {
    const { partition, account } = Stack.of(this);
    const { prefix, regions } = this.#deploy;
    const buckets = regions.map((region) => `arn:${partition}:s3:::${artifactBucketName(prefix, account, region)}`);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:GetObject', ...(access === 'write' ? ['s3:PutObject', 's3:DeleteObject'] : [])],
        resources: buckets.map((arn) => `${arn}/content/*`),
      }),
    );
    // Who may not list is told that he may not read what is not there.
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['s3:ListBucket'],
        resources: buckets,
        conditions: { StringLike: { 's3:prefix': 'content/*' } },
      }),
    );
  }
}

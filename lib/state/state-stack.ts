import { RemovalPolicy } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { Construct } from 'constructs';
import { artifactBucketParameter } from '../../config/artifact-bucket-parameter.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { ArtifactBucket } from './artifact-bucket.ts';
import { EpisodicMemory } from './episodic-memory.ts';
import { GlobalTable } from './global-table.ts';

/**
 * What must not be lost: tables, with their replicas made in the home region, and each region's bucket; with
 * `memory: true` also the stores of long-term memory.
 */
export class StateStack extends CatoStack {
  readonly artifacts: ArtifactBucket;
  /** Sessions: heads, turns, their events, idempotency. */
  readonly workingMemory: GlobalTable;
  /** What gateways tell each other: breakers. */
  readonly coordination: GlobalTable;

  constructor(scope: Construct, props: CatoStackProps) {
    super(scope, props, { part: 'state', description: 'tables and files', isStateful: true });
    const { deploy } = this.settings;
    // Names are fixed: what a first deployment that failed left behind would be in the next one's way.
    const removalPolicy = deploy.tables.retain ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : RemovalPolicy.DESTROY;
    this.artifacts = new ArtifactBucket(this, 'Artifacts', { deploy, removalPolicy });
    new StringParameter(this, 'ArtifactBucketName', {
      parameterName: artifactBucketParameter(deploy.prefix),
      description: 'The bucket that `cato model push` uploads to',
      stringValue: this.artifacts.bucket.bucketName,
    });
    this.workingMemory = new GlobalTable(this, 'WorkingMemory', { name: 'working-memory', deploy, removalPolicy });
    this.coordination = new GlobalTable(this, 'Coordination', { name: 'coordination', deploy, removalPolicy });
    if (deploy.memory) {
      new GlobalTable(this, 'SemanticMemory', { name: 'semantic-memory', deploy, removalPolicy });
      new EpisodicMemory(this, 'EpisodicMemory', { deploy, removalPolicy });
    }
    this.tellWhatStays();
  }
}

import { DefaultStackSynthesizer, type RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  CfnAccessPolicy,
  CfnCollection,
  CfnCollectionGroup,
  CfnIndex,
  CfnSecurityPolicy,
} from 'aws-cdk-lib/aws-opensearchserverless';
import { Construct } from 'constructs';
import type { DeploySettings } from '../../config/deploy-settings.ts';

export interface EpisodicMemoryProps {
  readonly deploy: DeploySettings;
  readonly removalPolicy: RemovalPolicy;
}

/** Of a vector, as Titan Text Embeddings V2 and others make it. */
const dimensions = 1_024;
/** OpenSearch compute units at most, a fence against runaway cost. At rest there is none. */
const maxUnits = 16;
const indexName = 'episodes';

/**
 * Episodes found again by meaning: a vector collection of the generation that costs nothing while nobody asks. It wakes
 * within 10 to 30 s.
 */
export class EpisodicMemory extends Construct {
  readonly collection: CfnCollection;

  constructor(scope: Construct, id: string, { deploy, removalPolicy }: EpisodicMemoryProps) {
    super(scope, id);
    const name = `${deploy.prefix}-episodic-memory`;
    const group = new CfnCollectionGroup(this, 'Group', {
      name: `${deploy.prefix}-memory`,
      generation: 'NEXTGEN',
      standbyReplicas: 'ENABLED',
      capacityLimits: {
        minIndexingCapacityInOcu: 0,
        minSearchCapacityInOcu: 0,
        maxIndexingCapacityInOcu: maxUnits,
        maxSearchCapacityInOcu: maxUnits,
      },
    });
    const encryption = new CfnSecurityPolicy(this, 'Encryption', {
      name,
      type: 'encryption',
      policy: JSON.stringify({
        Rules: [{ ResourceType: 'collection', Resource: [`collection/${name}`] }],
        AWSOwnedKey: true,
      }),
    });
    // Callers sign their requests; no network of ours lies between.
    const network = new CfnSecurityPolicy(this, 'Network', {
      name,
      type: 'network',
      policy: JSON.stringify([
        { Rules: [{ ResourceType: 'collection', Resource: [`collection/${name}`] }], AllowFromPublic: true },
      ]),
    });
    this.collection = new CfnCollection(this, 'Collection', {
      name,
      type: 'VECTORSEARCH',
      collectionGroupName: group.name,
      description: 'Cato: episodes by meaning',
      deletionProtection: deploy.tables.retain ? 'ENABLED' : 'DISABLED',
    });
    this.collection.node.addDependency(group, encryption, network);
    const access = new CfnAccessPolicy(this, 'Access', {
      name,
      type: 'data',
      policy: Stack.of(this).toJsonString([
        {
          Description: 'CloudFormation makes the index',
          Rules: [
            {
              ResourceType: 'index',
              Resource: [`index/${name}/*`],
              Permission: ['aoss:CreateIndex', 'aoss:DescribeIndex', 'aoss:UpdateIndex', 'aoss:DeleteIndex'],
            },
          ],
          Principal: [executionRoleOf(Stack.of(this))],
        },
      ]),
    });
    const index = new CfnIndex(this, 'Index', {
      collectionEndpoint: this.collection.attrCollectionEndpoint,
      indexName,
      settings: { index: { knn: true } },
      mappings: {
        properties: {
          vector: {
            type: 'knn_vector',
            dimension: dimensions,
            method: { engine: 'faiss', name: 'hnsw', spaceType: 'cosinesimil' },
          },
          scope: { type: 'keyword' },
          session: { type: 'keyword' },
          text: { type: 'text' },
        },
      },
    });
    index.node.addDependency(access);
    // The episodes are in the index; a group that has a collection cannot go, and without its policies none is reached.
    for (const kept of [index, this.collection, group, encryption, network]) kept.applyRemovalPolicy(removalPolicy);
  }
}

/** The role by which `cdk deploy` lets CloudFormation act, as `cdk bootstrap` names it. */
function executionRoleOf({ partition, account, region, synthesizer }: Stack): string {
  const { bootstrapQualifier = DefaultStackSynthesizer.DEFAULT_QUALIFIER } = synthesizer;
  return `arn:${partition}:iam::${account}:role/cdk-${bootstrapQualifier}-cfn-exec-role-${account}-${region}`;
}

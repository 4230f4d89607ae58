import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, StreamViewType, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { AnyPrincipal, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeploySettings } from '../../config/deploy-settings.ts';
import { tableKeys } from '../../config/table-keys.ts';

export interface GlobalTableProps {
  /** Without the prefix. */
  readonly name: string;
  readonly deploy: DeploySettings;
  readonly removalPolicy: RemovalPolicy;
}

const keyActions = ['kms:Decrypt', 'kms:DescribeKey'];
const reading = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];

/**
 * A table that every region has a replica of. The home region's stack makes all of them; elsewhere the table is known
 * by its name, which therefore cannot be chosen by CloudFormation.
 */
export class GlobalTable extends Construct {
  readonly tableName: string;
  readonly #deploy: DeploySettings;

  constructor(scope: Construct, id: string, { name, deploy, removalPolicy }: GlobalTableProps) {
    super(scope, id);
    this.#deploy = deploy;
    this.tableName = `${deploy.prefix}-${name}`;
    const [home, ...others] = deploy.regions;
    const { tables } = deploy;
    const isHome = Stack.of(this).region === home;
    if (!isHome) return;
    const key = tables.customerManagedKey ? this.#homeKey(removalPolicy) : null;
    new TableV2(this, 'Table', {
      tableName: this.tableName,
      partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
      sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
      timeToLiveAttribute: tableKeys.timeToLive,
      // What replicas are fed from. It cannot be switched on in the update that adds the first one, and costs nothing.
      dynamoStream: StreamViewType.NEW_AND_OLD_IMAGES,
      billing: Billing.onDemand({
        maxReadRequestUnits: tables.maxReadUnits,
        maxWriteRequestUnits: tables.maxWriteUnits,
      }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: tables.pointInTimeRecovery },
      deletionProtection: tables.retain,
      encryption: key
        ? TableEncryptionV2.customerManagedKey(key, replicaKeys(others, tables.keyArns))
        : TableEncryptionV2.dynamoOwnedKey(),
      removalPolicy,
      replicas: others.map((region) => ({ region })),
    });
  }

  /**
   * Items of every region's replica, for a session is written where its home is: in every way but for scanning the
   * table and changing what it is.
   */
  grantReadWrite(grantee: IGrantable): void {
    this.#grant(grantee, [
      ...reading,
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:ConditionCheckItem',
    ]);
  }

  /** The same without changing anything. */
  grantRead(grantee: IGrantable): void {
    this.#grant(grantee, reading);
  }

  #grant(grantee: IGrantable, actions: readonly string[]): void {
    const { partition, account } = Stack.of(this);
    const { regions, tables } = this.#deploy;
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: [...actions],
        resources: regions.map((region) => `arn:${partition}:dynamodb:${region}:${account}:table/${this.tableName}`),
      }),
    );
    const keys = [...new Set(Object.values(tables.keyArns ?? {}))];
    if (keys.length === 0) return;
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: keyActions, resources: keys }));
  }

  #homeKey(removalPolicy: RemovalPolicy): IKey {
    const [home] = this.#deploy.regions;
    const arn = this.#deploy.tables.keyArns?.[home];
    if (arn !== undefined) return Key.fromKeyArn(this, 'Key', arn);
    const key = new Key(this, 'Key', { enableKeyRotation: true, removalPolicy });
    // Said here, as AWS's own key for tables says it: roles of other stacks need not be told the key.
    key.addToResourcePolicy(
      new PolicyStatement({
        principals: [new AnyPrincipal()],
        actions: keyActions,
        resources: ['*'],
        conditions: {
          StringEquals: {
            'kms:CallerAccount': Stack.of(this).account,
            'kms:ViaService': `dynamodb.${Stack.of(this).region}.amazonaws.com`,
          },
        },
      }),
    );
    return key;
  }
}

/** Settings without a key for a region are refused before. */
function replicaKeys(
  regions: readonly string[],
  arns: Readonly<Record<string, string>> | null,
): Record<string, string> {
  return Object.fromEntries(regions.flatMap((region) => (arns?.[region] ? [[region, arns[region]]] : [])));
}

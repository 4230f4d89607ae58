import { type RemovalPolicy, Stack } from 'aws-cdk-lib';
import { AttributeType, Billing, type ITableV2, TableEncryptionV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import type { DeploySettings } from '../../config/deploy-settings.ts';
import { tableKeys } from '../../config/table-keys.ts';

export interface GlobalTableProps {
  /** Without the prefix. */
  readonly name: string;
  readonly deploy: DeploySettings;
  readonly removalPolicy: RemovalPolicy;
}

/**
 * A table that every region has a replica of. The home region's stack makes all of them; elsewhere the table is known
 * by its name, which therefore cannot be chosen by CloudFormation.
 */
export class GlobalTable extends Construct {
  readonly tableName: string;
  readonly #table: ITableV2;

  constructor(scope: Construct, id: string, { name, deploy, removalPolicy }: GlobalTableProps) {
    super(scope, id);
    const { region } = Stack.of(this);
    const [home] = deploy.regions;
    this.tableName = `${deploy.prefix}-${name}`;
    this.#table =
      region === home
        ? this.#make(deploy, removalPolicy)
        : TableV2.fromTableAttributes(this, 'Replica', {
            tableName: this.tableName,
            ...this.#keyOf(deploy, region),
          });
  }

  /** Items of this region's replica, in every way but for scanning the table and changing what it is. */
  grantReadWrite(grantee: IGrantable): Grant {
    return this.#table.grant(
      grantee,
      'dynamodb:GetItem',
      'dynamodb:BatchGetItem',
      'dynamodb:Query',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:BatchWriteItem',
      'dynamodb:ConditionCheckItem',
    );
  }

  #make(deploy: DeploySettings, removalPolicy: RemovalPolicy): TableV2 {
    const [home, ...others] = deploy.regions;
    const { tables } = deploy;
    const encryption = tables.customerManagedKey
      ? this.#encryption(deploy, removalPolicy)
      : TableEncryptionV2.dynamoOwnedKey();
    return new TableV2(this, 'Table', {
      tableName: this.tableName,
      partitionKey: { name: tableKeys.partition, type: AttributeType.STRING },
      sortKey: { name: tableKeys.sort, type: AttributeType.STRING },
      timeToLiveAttribute: tableKeys.timeToLive,
      billing: Billing.onDemand({
        maxReadRequestUnits: tables.maxReadUnits,
        maxWriteRequestUnits: tables.maxWriteUnits,
      }),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: tables.pointInTimeRecovery },
      deletionProtection: tables.retain,
      encryption,
      removalPolicy,
      replicas: others.filter((region) => region !== home).map((region) => ({ region })),
    });
  }

  #encryption({ regions, tables }: DeploySettings, removalPolicy: RemovalPolicy): TableEncryptionV2 {
    const [home, ...others] = regions;
    const arn = tables.keyArns?.[home];
    const key =
      arn === undefined
        ? new Key(this, 'Key', { enableKeyRotation: true, removalPolicy })
        : Key.fromKeyArn(this, 'Key', arn);
    const replicaKeys = Object.fromEntries(others.map((region) => [region, tables.keyArns?.[region] ?? '']));
    return TableEncryptionV2.customerManagedKey(key, replicaKeys);
  }

  #keyOf({ tables }: DeploySettings, region: string) {
    const arn = tables.customerManagedKey ? tables.keyArns?.[region] : undefined;
    return arn === undefined ? {} : { encryptionKey: Key.fromKeyArn(this, 'Key', arn) };
  }
}

import { RemovalPolicy } from 'aws-cdk-lib';
import {
  CustomDataIdentifier,
  DataIdentifier,
  DataProtectionPolicy,
  LogGroup,
  type RetentionDays,
} from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Settings } from '../settings.ts';

export interface CatoLogGroupProps {
  readonly settings: Settings;
  /** Default: CloudFormation's choice. */
  readonly logGroupName?: string;
}

/**
 * Logs that are kept as long as the settings say. Nothing of Cato logs a credential; should a library or a message of
 * a provider do, nobody who reads the logs sees it without the permission `logs:Unmask`.
 */
export class CatoLogGroup extends LogGroup {
  constructor(scope: Construct, id: string, { settings, logGroupName }: CatoLogGroupProps) {
    super(scope, id, {
      ...(logGroupName === undefined ? {} : { logGroupName }),
      retention: settings.deploy.operations.logRetentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
      dataProtectionPolicy: new DataProtectionPolicy({
        name: 'credentials',
        description: 'masks credentials',
        identifiers: [
          DataIdentifier.AWSSECRETKEY,
          DataIdentifier.OPENSSHPRIVATEKEY,
          DataIdentifier.PKCSPRIVATEKEY,
          // What keys of most model providers begin with.
          new CustomDataIdentifier('ProviderKey', 'sk-[A-Za-z0-9_-]{20,200}'),
        ],
      }),
    });
  }
}

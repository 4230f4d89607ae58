import { type Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Architecture, Function as LambdaFunction, LoggingFormat, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { CatoLogGroup } from '../logs/cato-log-group.ts';
import type { Settings } from '../settings.ts';
import { bundle } from './bundle.ts';

export interface CatoFunctionProps {
  readonly settings: Settings;
  /** A folder below `lambdas/`. */
  readonly entry: string;
  readonly description: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeout: Duration;
  /** Default: 256. */
  readonly memoryMb?: number;
  /** Whether the configuration travels with the code. Default: true. */
  readonly needsConfiguration?: boolean;
  readonly reservedConcurrency?: number | null;
}

/** A Lambda function with its log group, and a role that may write there and nothing else. */
export class CatoFunction extends Construct {
  readonly function: LambdaFunction;
  readonly logGroup: LogGroup;
  readonly role: Role;

  constructor(scope: Construct, id: string, props: CatoFunctionProps) {
    super(scope, id);
    const { settings, entry, description, environment, timeout, memoryMb = 256, reservedConcurrency } = props;
    const { operations } = settings.deploy;
    this.logGroup = new CatoLogGroup(this, 'Logs', { settings });
    this.role = new Role(this, 'Role', {
      assumedBy: new ServicePrincipal('lambda.amazonaws.com'),
      description: `${Stack.of(this).stackName}: ${description}`,
    });
    this.logGroup.grantWrite(this.role);
    this.function = new LambdaFunction(this, 'Function', {
      description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      handler: 'index.handler',
      code: bundle({ entry, ...(props.needsConfiguration === false ? {} : { document: settings.document }) }),
      environment,
      timeout,
      memorySize: memoryMb,
      // What an alias has led to before stays, so that it can lead there again at once; it goes with the function.
      currentVersionOptions: { removalPolicy: RemovalPolicy.RETAIN },
      role: this.role,
      logGroup: this.logGroup,
      loggingFormat: LoggingFormat.JSON,
      tracing: operations.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      ...(reservedConcurrency === undefined || reservedConcurrency === null
        ? {}
        : { reservedConcurrentExecutions: reservedConcurrency }),
    });
  }
}

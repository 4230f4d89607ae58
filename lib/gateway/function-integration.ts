import { Duration } from 'aws-cdk-lib';
import { type Integration, LambdaIntegration, ResponseTransferMode } from 'aws-cdk-lib/aws-apigateway';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { GatewayIntegration } from './gateway-api.ts';

/** API Gateway's way to the gateway function, streamed. */
export function functionIntegration(handler: IFunction): GatewayIntegration {
  const integration = new LambdaIntegration(handler, {
    responseTransferMode: ResponseTransferMode.STREAM,
    timeout: Duration.minutes(15),
  });
  return { at: (): Integration => integration, complete() {} };
}

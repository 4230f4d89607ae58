import { DynamoDBClient, type DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { NodeHttpHandler } from '@smithy/node-http-handler';

const connectMs = 500;

export interface TableClientOptions {
  /** The region whose table it asks. */
  readonly region: string;
  /** Another address than the service's, for an emulator. */
  readonly endpoint?: string;
  readonly credentials?: DynamoDBClientConfig['credentials'];
}

/** Tries each call once: how often it is tried again is decided by who asks, for only that one knows what is at stake. */
export function createTableClient({ region, endpoint, credentials }: TableClientOptions): DynamoDBDocumentClient {
  const client = new DynamoDBClient({
    region,
    maxAttempts: 1,
    requestHandler: new NodeHttpHandler({ connectionTimeout: connectMs }),
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
  return DynamoDBDocumentClient.from(client, { marshallOptions: { removeUndefinedValues: true } });
}

import { DeleteCommand, type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';

/** What the service does by itself some time after: deletes what has expired, so many items at most. @returns how many. */
export async function deleteExpired(
  client: DynamoDBDocumentClient,
  table: string,
  now: number,
  maxItems: number,
): Promise<number> {
  const { Items = [] } = await client.send(
    new ScanCommand({
      TableName: table,
      FilterExpression: 'liveUntil <= :now',
      ExpressionAttributeValues: { ':now': now },
    }),
  );
  const expired = Items.slice(0, maxItems);
  for (const { pk, sk } of expired) await client.send(new DeleteCommand({ TableName: table, Key: { pk, sk } }));
  return expired.length;
}

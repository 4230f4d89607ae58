import { DynamoDbBreakerStore } from '../../../adapters/dynamodb/dynamodb-breaker-store.ts';
import { describeOnDynamoDbLocal } from '../../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { describeBreakerStoreContract } from './describe-breaker-store-contract.ts';

await describeOnDynamoDbLocal('breakers in DynamoDB', (tables) => {
  const client = tables.client();
  let stores = 0;
  describeBreakerStoreContract('DynamoDB', (clock, settingsOf) => {
    return new DynamoDbBreakerStore({ client, name: `coordination-${stores++}`, clock, settingsOf, tryMs: 15_000 });
  });
});

import { randomUUID } from 'node:crypto';
import { CreateTableCommand, type CreateTableCommandInput, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { afterAll, describe, test } from '@jest/globals';
import { createTableClient } from '../../../adapters/dynamodb/table-client.ts';
import { tableKeys } from '../../../config/table-keys.ts';
import { openDynamoDbLocal } from './open-dynamodb-local.ts';

export interface LocalTables {
  /** Its tables are created as they are first asked. */
  client(): DynamoDBDocumentClient;
  /** Makes these tables. @returns the variables by which another process finds them. */
  variables(...names: readonly string[]): Promise<Record<string, string>>;
  /** Makes a table in a region; each has its own data. */
  make(table: string, region: string): Promise<void>;
}

/** Tests on DynamoDB Local; where it cannot run they are skipped and say why, or fail where `CATO_REQUIRE` names `ddb`. */
export async function describeOnDynamoDbLocal(name: string, tests: (tables: LocalTables) => void): Promise<void> {
  const server = await openDynamoDbLocal();
  if ('missing' in server) {
    const isRequired = (process.env.CATO_REQUIRE ?? '').split(',').includes('ddb');
    if (isRequired) {
      test(`${name} needs DynamoDB Local`, () => {
        throw new Error(server.missing);
      });
    }
    process.stderr.write(`SKIPPED dynamodb-local: ${server.missing}: ${name}\n`);
    describe.skip(`SKIPPED dynamodb-local: ${server.missing}: ${name}`, () => tests(tablesAt(0)));
    return;
  }
  tests(tablesAt(server.port));
}

function tablesAt(port: number): LocalTables {
  const place = {
    region: 'eu-west-1',
    endpoint: `http://127.0.0.1:${port}`,
    // Data is apart for each key id.
    credentials: { accessKeyId: randomUUID().replaceAll('-', ''), secretAccessKey: 'x' },
  };
  const maker = new DynamoDBClient(place);
  const made = new Map<string, Promise<unknown>>();
  const clients: DynamoDBDocumentClient[] = [];
  afterAll(() => {
    for (const client of clients) client.destroy();
    maker.destroy();
  });
  const make = (table: string) => {
    const making = made.get(table) ?? maker.send(new CreateTableCommand(tableLike(table)));
    made.set(table, making);
    return making;
  };
  return {
    async variables(...names) {
      await Promise.all(names.map(make));
      const { accessKeyId, secretAccessKey } = place.credentials;
      return {
        AWS_ENDPOINT_URL_DYNAMODB: place.endpoint,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
      };
    },
    async make(table, region) {
      const there = new DynamoDBClient({ ...place, region });
      await there.send(new CreateTableCommand(tableLike(table)));
      there.destroy();
    },
    client() {
      const client = createTableClient(place);
      clients.push(client);
      client.middlewareStack.add(
        (next) => async (call) => {
          for (const table of tablesOf(call.input)) await make(table);
          return next(call);
        },
        { step: 'initialize', name: 'makeTables', priority: 'high' },
      );
      return client;
    },
  };
}

function tableLike(name: string): CreateTableCommandInput {
  return {
    TableName: name,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: tableKeys.partition, AttributeType: 'S' },
      { AttributeName: tableKeys.sort, AttributeType: 'S' },
    ],
    KeySchema: [
      { AttributeName: tableKeys.partition, KeyType: 'HASH' },
      { AttributeName: tableKeys.sort, KeyType: 'RANGE' },
    ],
  };
}

function tablesOf(input: object): readonly string[] {
  if ('TableName' in input && typeof input.TableName === 'string') return [input.TableName];
  if ('RequestItems' in input && input.RequestItems) return Object.keys(input.RequestItems);
  if (!('TransactItems' in input) || !Array.isArray(input.TransactItems)) return [];
  return input.TransactItems.flatMap((item) => Object.values(item)).flatMap((one) => tablesOf(Object(one)));
}

import { afterEach, describe, expect, test } from '@jest/globals';
import { DynamoDbSessionStore } from '../../adapters/dynamodb/dynamodb-session-store.ts';
import { InMemoryBlobStore } from '../../adapters/in-memory/in-memory-blob-store.ts';
import { createSystemClock } from '../../adapters/system-clock/system-clock.ts';
import { anonymousScope } from '../../core/sessions/sessions.ts';
import { chatAnswer, chatChunk, chatSteps, roleChunk } from '../support/chat-wire.ts';
import { describeOnDynamoDbLocal } from '../support/dynamodb-local/describe-on-dynamodb-local.ts';
import { type SlowTable, startSlowTable } from '../support/dynamodb-local/slow-table.ts';
import { type DeployedGateway, deploymentValues, startDeployedGateway } from '../support/lambda/deployed-gateway.ts';

await describeOnDynamoDbLocal('a table that is slow', (tables) => {
  let open: { readonly deployed: DeployedGateway; readonly table: SlowTable } | null = null;

  async function start(timeoutMs: number) {
    const { workingMemoryTable, coordinationTable } = deploymentValues;
    const variables = await tables.variables(workingMemoryTable, coordinationTable);
    const table = await startSlowTable(variables.AWS_ENDPOINT_URL_DYNAMODB ?? '');
    const deployed = await startDeployedGateway({
      timeoutMs,
      variables: { ...variables, AWS_ENDPOINT_URL_DYNAMODB: table.url },
    });
    open = { deployed, table };
    return open;
  }
  afterEach(async () => {
    await open?.deployed.close();
    await open?.table.close();
  });

  /** The store as another process sees it, near by. */
  const store = () =>
    new DynamoDbSessionStore({
      client: tables.client(),
      name: deploymentValues.workingMemoryTable,
      clock: createSystemClock(),
      blobs: new InMemoryBlobStore(),
    });

  const ask = ({ client }: DeployedGateway, previous: string | null) =>
    client.responses.create({ model: 'test', input: 'Count.', previous_response_id: previous });

  describe('a table that is far away', () => {
    test('keeps all answers, also those that follow others', async () => {
      const { deployed, table } = await start(15_000);
      deployed.upstream.play(chatAnswer('One.'));
      table.delayOf = () => 90;
      let previous: string | null = null;
      for (let turn = 0; turn < 3; turn++) {
        const answered = await ask(deployed, previous);
        expect(answered).toMatchObject({ status: 'completed', store: true });
        previous = answered.id;
      }
      const found = await store().pathOfTurn(anonymousScope, previous ?? '', { maxTurns: 9, maxBytes: 1e6 });
      expect(found?.turns).toHaveLength(3);
    });

    test('forgets what its client was told is not stored, before the function stands still', async () => {
      const { deployed, table } = await start(15_000);
      deployed.upstream.play(chatAnswer('One.'));
      // It is written, and nobody hears of it.
      table.delayOf = (operation) => (operation === 'PutItem' ? 5_000 : 0);
      const late = await ask(deployed, null);
      expect(late).toMatchObject({ status: 'completed', store: false });
      await free(deployed);
      expect(table.calls).toContain('PutItem');
      expect(await store().turn(anonymousScope, late.id)).toBeNull();
    });
  });

  describe('a table that hangs when the function has no time left', () => {
    const asked = async ({ client }: DeployedGateway, stream: boolean) => {
      const { id: conversation } = await client.conversations.create();
      return { model: 'test', input: 'Count.', conversation, stream };
    };
    const withKey = (key: string) => ({ headers: { 'idempotency-key': key }, path: '/v1/responses' });
    const reason = 'The answer took longer than the gateway function may run.';

    test('leaves time to tell a stream, also one with an idempotency key', async () => {
      const { deployed, table } = await start(5_000);
      deployed.upstream.play(chatSteps({ send: `${roleChunk}${chatChunk({ content: 'One' })}` }, { stall: true }));
      const response = await deployed.post(await asked(deployed, true), withKey('streamed'));
      let text = '';
      for await (const piece of response.body ?? []) {
        text += Buffer.from(piece).toString();
        table.delayOf = () => 'hangs';
      }
      expect(text).toContain('One');
      expect(text).toContain(reason);
    });

    test('leaves time to tell an answer that has not begun', async () => {
      const { deployed, table } = await start(5_000);
      deployed.upstream.play({ delayMs: 60_000 });
      const body = await asked(deployed, false);
      const answering = deployed.post(body, withKey('whole'));
      await until(() => deployed.upstream.requests.length > 0);
      table.delayOf = () => 'hangs';
      const response = await answering;
      expect([response.status, await response.json()]).toMatchObject([
        504,
        { error: { message: expect.stringContaining(reason) } },
      ]);
    });
  });
});

/** Until the function has done what it does after its answer, and stands still. */
async function free({ gateway }: DeployedGateway): Promise<void> {
  await until(() => gateway.environments.every(({ isBusy }) => !isBusy));
}

async function until(holds: () => boolean): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error('it did not come to that');
}

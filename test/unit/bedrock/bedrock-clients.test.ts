import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import type { BedrockRuntimeClient } from '@aws-sdk/client-bedrock-runtime';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { createSdkClients, type SdkClients } from '../../../adapters/aws-sdk/sdk-clients.ts';
import { createBedrockChatModel } from '../../../adapters/bedrock/bedrock-chat-model.ts';
import { createBedrockClient } from '../../../adapters/bedrock/bedrock-client.ts';
import { type ScriptedBedrock, startScriptedBedrock } from '../../support/scripted-bedrock.ts';
import { callOf, collectUntilFailure, handClock } from './bedrock-call.ts';

let server: ScriptedBedrock;
let clients: SdkClients<BedrockRuntimeClient>;
let asked: number[];
/** What a failed test must not leave behind either. */
let cleanups: (() => Promise<void>)[];

beforeEach(async () => {
  server = await startScriptedBedrock();
  asked = [];
  cleanups = [];
  clients = createSdkClients((connectMs) => {
    asked.push(connectMs);
    return server.client(connectMs);
  });
});
afterEach(async () => {
  for (const cleanUp of cleanups) await cleanUp();
  await clients.close();
  await server.close();
});

test('calls with the same bound on connecting share one client and its connections', async () => {
  server.play('text');
  const chatModel = createBedrockChatModel({ clients, clock: handClock() });
  for (const connectMs of [1000, 2000, 1000]) await chatModel.complete({ ...callOf(), connectMs });
  expect(asked).toEqual([1000, 2000]);
  expect(server.connections).toBe(2);
});

test('a client that could not be made is asked for again', async () => {
  server.play('text');
  let tries = 0;
  const failing = createSdkClients(() => {
    tries += 1;
    return tries === 1 ? Promise.reject(new Error('no disk')) : server.client();
  });
  const chatModel = createBedrockChatModel({ clients: failing, clock: handClock() });
  await expect(chatModel.complete(callOf())).rejects.toMatchObject({ kind: 'unreachable' });
  await chatModel.complete(callOf());
  await chatModel.complete(callOf());
  expect(tries).toBe(2);
});

test('each call is bound to its own time for connecting', async () => {
  const deaf = await startDeafServer();
  cleanups.push(() => deaf.close());
  const credentials = { accessKeyId: 'test-access-key', secretAccessKey: 'test-secret-key' };
  const distant = createSdkClients((connectMs) =>
    createBedrockClient({ region: 'us-east-1', endpoint: deaf.url, connectMs, credentials }),
  );
  cleanups.push(() => distant.close());
  const chatModel = createBedrockChatModel({ clients: distant, clock: handClock() });
  for (const connectMs of [40, 80]) {
    await expect(chatModel.complete({ ...callOf(), connectMs })).rejects.toMatchObject({
      kind: 'unreachable',
      message: expect.stringContaining(` ${connectMs} ms`),
    });
  }
});

test('closing ends connections that wait for work, calls that run, and calls to come', async () => {
  server.play('text');
  const chatModel = createBedrockChatModel({ clients, clock: handClock() });
  await chatModel.complete(callOf());
  server.play('long-text', { stallAfterBytes: 600 });
  const running = chatModel.answer({ ...callOf(), connectMs: 2000 })[Symbol.asyncIterator]();
  expect((await running.next()).value).toMatchObject({ type: 'accepted' });
  expect(await server.openConnections()).toBe(2);
  await clients.close();
  const { error } = await collectUntilFailure({ [Symbol.asyncIterator]: () => running });
  expect(error).toMatchObject({ kind: 'broken-answer' });
  while ((await server.openConnections()) > 0) await delay(1);
  await expect(chatModel.complete(callOf())).rejects.toMatchObject({ kind: 'shutting-down' });
  await expect(chatModel.complete({ ...callOf(), connectMs: 3000 })).rejects.toMatchObject({ kind: 'shutting-down' });
});

/** A server that no further connection reaches: a stopped process whose queue of unanswered callers is full. */
async function startDeafServer(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const listen =
    "const s = require('net').createServer().listen({port: 0, host: '127.0.0.1', backlog: 1}, () => console.log(s.address().port))";
  const child = spawn(process.execPath, ['-e', listen], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(child.stdout, 'data');
  const port = Number(String(said));
  child.kill('SIGSTOP');
  const callers: Socket[] = [];
  for (let isHeard = true; isHeard; ) {
    const caller = connect(port, '127.0.0.1').on('error', () => {});
    callers.push(caller);
    isHeard = await Promise.race([once(caller, 'connect').then(() => true), delay(150, false)]);
  }
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      for (const caller of callers) caller.destroy();
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { afterAll, afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { AppConfigFlagSource } from '../../../adapters/appconfig/appconfig-flag-source.ts';
import { PolledDocument } from '../../../adapters/appconfig/polled-document.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { startAwsServices } from '../../support/lambda/aws-services.ts';

const services = await startAwsServices();
const client = new AppConfigDataClient({
  region: 'eu-west-1',
  endpoint: services.url,
  credentials: { accessKeyId: 'id', secretAccessKey: 'secret' },
  maxAttempts: 1,
});
afterAll(async () => {
  client.destroy();
  await services.close();
});
beforeEach(() => {
  services.calls.length = 0;
  services.broken.clear();
  services.silent.clear();
  services.documents.set('document', { text: 'one', version: '1' });
});
afterEach(() => {
  jest.restoreAllMocks();
});

function bench() {
  const clock = new FakeClock();
  const polls: Promise<void>[] = [];
  const failures: unknown[] = [];
  const source = new PolledDocument({
    ...{ client, clock, application: 'a', environment: 'e', profile: 'document' },
    failed: (error) => failures.push(error),
    polling: (poll) => polls.push(poll),
  });
  const settled = () => Promise.all(polls);
  return { clock, source, failures, settled };
}

test('the first who asks waits for the document, and others within the interval ask nobody', async () => {
  const { source, clock } = bench();
  expect(await source.latest()).toEqual({ text: 'one', version: '1' });
  await clock.advance(14_000);
  await source.latest();
  expect(services.calls).toHaveLength(2);
});

test('another document is there for whoever asks after the poll, and nobody waits for it', async () => {
  const { source, clock, settled } = bench();
  await source.latest();
  services.documents.set('document', { text: 'two', version: '2' });
  await clock.advance(15_000);
  expect(await source.latest()).toMatchObject({ version: '1' });
  await settled();
  expect(await source.latest()).toEqual({ text: 'two', version: '2' });
});

test('a document that has not changed stays known, over many polls of one session', async () => {
  const { source, clock, settled } = bench();
  for (let time = 0; time < 4; time++) {
    expect(await source.latest()).toEqual({ text: 'one', version: '1' });
    await settled();
    await clock.advance(15_000);
  }
  expect(services.calls.filter(({ operation }) => operation.endsWith('StartConfigurationSession'))).toHaveLength(1);
});

test('a service in trouble leaves what was known, and a session begins anew soon after it', async () => {
  const { source, clock, failures, settled } = bench();
  await source.latest();
  services.broken.add('AppConfigData');
  await clock.advance(15_000);
  expect(await source.latest()).toMatchObject({ text: 'one' });
  await settled();
  expect(failures).toHaveLength(1);
  services.broken.clear();
  services.calls.length = 0;
  services.documents.set('document', { text: 'two', version: '2' });
  await clock.advance(1_000);
  await source.latest();
  await settled();
  expect(await source.latest()).toMatchObject({ text: 'two' });
  expect(services.calls.map(({ operation }) => operation)).toEqual([
    'AppConfigData.StartConfigurationSession',
    'AppConfigData.GetLatestConfiguration',
  ]);
});

test('a service that stays in trouble is asked less and less often', async () => {
  const { source, clock, settled } = bench();
  services.broken.add('AppConfigData');
  for (let second = 0; second < 60; second++) {
    await source.latest();
    await settled();
    await clock.advance(1_000);
  }
  // At 0, 1, 3, 7, 15, 30 and 45 seconds.
  expect(services.calls).toHaveLength(7);
});

test('who comes after a long silence is told what holds, and not what held', async () => {
  const { source, clock } = bench();
  await source.latest();
  services.documents.set('document', { text: 'two', version: '2' });
  await clock.advance(20 * 60_000);
  const [one, other] = await Promise.all([source.latest(), source.latest()]);
  expect([one, other]).toEqual([
    { text: 'two', version: '2' },
    { text: 'two', version: '2' },
  ]);
});

test('a service that does not answer delays one caller for a bounded time, and nobody after that one', async () => {
  const over = new AbortController();
  const bound = jest.spyOn(AbortSignal, 'timeout').mockReturnValue(over.signal);
  const { source, clock, failures } = bench();
  services.silent.add('AppConfigData');
  const waiting = source.latest();
  while (services.calls.length === 0) await new Promise(setImmediate);
  over.abort();
  expect(await waiting).toBeNull();
  expect(bound).toHaveBeenCalledWith(1_500);
  expect(failures).toHaveLength(1);
  bound.mockReturnValue(new AbortController().signal);
  await clock.advance(2_000);
  expect(await source.latest()).toBeNull();
});

test('the service is told how often it will be asked', async () => {
  await bench().source.latest();
  expect(services.calls[0]?.input).toMatchObject({ RequiredMinimumPollIntervalInSeconds: 15 });
});

test('nothing is known while nothing was ever read', async () => {
  services.broken.add('AppConfigData');
  const { source } = bench();
  expect(await source.latest()).toBeNull();
});

test('flags are read as AppConfig writes them', async () => {
  const text = JSON.stringify({ rollout: { enabled: true, percentage: 10 }, off: { enabled: false }, odd: 3 });
  services.documents.set('document', { text, version: '9' });
  const flags = new AppConfigFlagSource(bench().source);
  expect(await flags.flag('rollout')).toEqual({ enabled: true, percentage: 10 });
  expect(await flags.flag('off')).toEqual({ enabled: false, percentage: null });
  expect(await flags.flag('odd')).toBeNull();
  expect(await flags.flag('constructor')).toBeNull();
});

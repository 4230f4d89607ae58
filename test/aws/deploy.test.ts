import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { AppConfigDataClient } from '@aws-sdk/client-appconfigdata';
import { DynamoDBClient, ListTablesCommand } from '@aws-sdk/client-dynamodb';
import { ListBucketsCommand, PutBucketTaggingCommand, S3Client } from '@aws-sdk/client-s3';
import { GetSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import OpenAI from 'openai';
import { AppConfigFlagSource } from '../../adapters/appconfig/appconfig-flag-source.ts';
import { PolledDocument } from '../../adapters/appconfig/polled-document.ts';
import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { startApiGateway } from '../support/lambda/api-gateway.ts';
import { DeployedFunction } from '../support/lambda/deployed-function.ts';
import { type ScriptedUpstream, startScriptedUpstream } from '../support/scripted-upstream.ts';
import { changeTemplate, fitAssembly } from './support/fit-assembly.ts';
import { askMiniStack, findMiniStack, miniStackPlace, miniStackVariables } from './support/ministack.ts';

const root = join(import.meta.dirname, '../..');
const emulator = findMiniStack();
const url = 'url' in emulator ? emulator.url : 'http://127.0.0.1:1';
const place = miniStackPlace(url);
const describeThere = 'missing' in emulator ? describe.skip : describe;
const label = 'missing' in emulator ? `SKIPPED ministack: ${emulator.missing}: ` : '';

describeThere(`${label}the app, through the CDK's command line on MiniStack`, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cato-deploy-'));
  const [first, second, broken] = ['first', 'second', 'broken'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const dynamo = new DynamoDBClient(place);
  const s3 = new S3Client(place);
  const machines = new SFNClient(place);
  let upstream: ScriptedUpstream;
  let changes: readonly string[];

  beforeAll(async () => {
    upstream = await startScriptedUpstream();
  });

  afterAll(async () => {
    for (const client of [dynamo, s3, machines]) client.destroy();
    await upstream.close();
    rmSync(folder, { recursive: true });
  });

  const document = (): string =>
    JSON.stringify({
      version: 1,
      providers: { mock: { kind: 'openai-compatible', baseUrl: `${upstream.url}/v1`, apiKey: 'ssm:/cato/key' } },
      targets: { mock: { provider: 'mock', model: 'mock-model' } },
      routes: { test: { targets: ['mock'] } },
      deploy: { profile: 'small' },
    });

  async function cdk(...args: readonly string[]): Promise<{ code: number | null; told: string }> {
    const { PATH = '' } = process.env;
    const command = spawn('cdk', ['--ci', ...args], {
      cwd: root,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: `${join(root, 'node_modules/.bin')}:${PATH}`,
        HOME: folder,
        CDK_DISABLE_CLI_TELEMETRY: 'true',
        ...miniStackVariables(url),
      },
    });
    let told = '';
    for (const stream of [command.stdout, command.stderr]) stream.on('data', (chunk) => (told += chunk));
    const code = await new Promise<number | null>((done) => command.once('close', done));
    return { code, told };
  }

  async function ends(...args: readonly string[]): Promise<void> {
    const { code, told } = await cdk(...args);
    expect({ code, told: code === 0 ? '' : told }).toEqual({ code: 0, told: '' });
  }

  const deploy = (assembly: string, ...more: readonly string[]) => [
    '--app',
    assembly,
    'deploy',
    '--all',
    '--require-approval',
    'never',
    ...more,
  ];

  async function stackStates(): Promise<Record<string, string>> {
    const xml = await askMiniStack(url, 'cloudformation', '/', { Action: 'DescribeStacks', Version: '2010-05-15' });
    const all = [...xml.matchAll(/<StackName>([^<]*)<\/StackName>[\s\S]*?<StackStatus>([^<]*)</g)];
    return Object.fromEntries(all.map(([, name = '', state = '']) => [name, state]));
  }

  interface DeployedFunctionFacts {
    readonly FunctionName: string;
    readonly MemorySize: number;
    readonly Environment?: { readonly Variables: Record<string, string> };
  }

  async function functions(): Promise<readonly DeployedFunctionFacts[]> {
    return JSON.parse(await askMiniStack(url, 'lambda', '/2015-03-31/functions/?MaxItems=100')).Functions;
  }

  async function gatewayFunction(): Promise<DeployedFunctionFacts> {
    const found = (await functions()).find(({ FunctionName }) => FunctionName.startsWith('cato-gateway-Gateway'));
    if (!found) throw new Error('there is no gateway function');
    return found;
  }

  test('is synthesised twice, and fitted to what the emulator takes', async () => {
    const config = join(folder, 'cato.yaml');
    writeFileSync(config, document());
    const synth = (assembly: string, more: Readonly<Record<string, unknown>>) => {
      const script = join(import.meta.dirname, 'support/synth-app.ts');
      const { status, stderr } = spawnSync(process.execPath, [script, assembly, JSON.stringify({ config, ...more })], {
        encoding: 'utf8',
        env: { PATH: process.env.PATH, HOME: folder, TMPDIR: folder },
      });
      expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    };
    synth(`${first}-whole`, {});
    synth(`${second}-whole`, { 'deploy.gateway.memoryMb': 1024 });
    changes = fitAssembly(`${first}-whole`, first);
    expect(fitAssembly(`${second}-whole`, second)).toEqual(changes);
  });

  test('is taken whole but for what is listed here', () => {
    expect(changes).toEqual([
      'cato-gateway-us-east-1 output FirstCall left out',
      'cato-gateway-us-east-1 output HowToGetTheKey left out',
      'cato-observability-us-east-1 AWS::Budgets::Budget left out',
      ...Array(6).fill('cato-observability-us-east-1 AWS::CloudWatch::Alarm on a plain metric'),
      'cato-rollout-us-east-1 AWS::CloudWatch::Alarm on a plain metric',
    ]);
  });

  test('is deployed after the bootstrap', async () => {
    await ends('bootstrap', 'aws://123456789012/us-east-1');
    await ends(...deploy(first));
    const parts = ['state', 'rollout', 'orchestration', 'gateway', 'observability'];
    expect(await stackStates()).toEqual({
      CDKToolkit: 'CREATE_COMPLETE',
      ...Object.fromEntries(parts.map((part) => [`cato-${part}`, 'CREATE_COMPLETE'])),
    });
    const { TableNames } = await dynamo.send(new ListTablesCommand());
    expect(TableNames).toEqual(['cato-coordination', 'cato-working-memory']);
  });

  test('serves its configuration and its flags in sessions of AppConfig', async () => {
    const [application = '', environment = '', configuration = '', flags = ''] = (
      (await gatewayFunction()).Environment?.Variables.CATO_APPCONFIG ?? ''
    ).split('/');
    const client = new AppConfigDataClient(place);
    const clock = new FakeClock();
    const failures: unknown[] = [];
    const failed = (error: unknown) => void failures.push(error);
    const document = (profile: string) =>
      new PolledDocument({ client, application, environment, profile, clock, failed });
    const live = document(configuration);
    const known = await live.latest();
    expect(JSON.parse(known?.text ?? '{}').routes).toEqual({ test: { targets: ['mock'] } });
    // A second poll of an unchanged document brings nothing, and its token is good.
    clock.advance(16_000);
    await live.latest();
    await pause(200);
    expect(await live.latest()).toEqual(known);
    const source = new AppConfigFlagSource(document(flags));
    expect(await source.flag('use_new_orchestrator')).not.toBeNull();
    expect(failures).toEqual([]);
    client.destroy();
  });

  test('works on a background answer: its gateway, its state machine, its tasks', async () => {
    const piece = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'mock-model', choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    upstream.play({
      headers: { 'content-type': 'text/event-stream' },
      body: [{ send: `${piece({ content: 'Hello.' }, null)}${piece({}, 'stop')}data: [DONE]\n\n` }],
    });
    const ssm = new SSMClient(place);
    await ssm.send(new PutParameterCommand({ Name: '/cato/key', Value: 'key-of-the-provider', Type: 'SecureString' }));
    ssm.destroy();
    const { Environment } = await gatewayFunction();
    const variables = { ...Environment?.Variables, ...miniStackVariables(url) };
    const secrets = new SecretsManagerClient(place);
    const SecretId = variables.CATO_MASTER_KEY_SECRET;
    const { SecretString = '' } = await secrets.send(new GetSecretValueCommand({ SecretId }));
    secrets.destroy();
    // MiniStack runs no streaming function: this one is the deployed bundle under AWS's own runtime client.
    const gateway = new DeployedFunction({
      folder: bundleFolder({ entry: 'gateway', document: document() }),
      timeoutMs: 15_000,
      variables,
    });
    const api = await startApiGateway(gateway);
    try {
      const client = new OpenAI({ baseURL: `${api.url}/v1`, apiKey: SecretString, maxRetries: 0 });
      const begun = await client.responses.create({ model: 'test', input: 'Say hello.', background: true });
      const isUnderWay = (status: string | undefined) => status === 'queued' || status === 'in_progress';
      expect(isUnderWay(begun.status)).toBe(true);
      let answer = begun;
      for (const until = Date.now() + 60_000; isUnderWay(answer.status) && Date.now() < until; ) {
        await pause(200);
        answer = await client.responses.retrieve(begun.id);
      }
      const statusesOfRuns = async () => {
        const command = new ListExecutionsCommand({ stateMachineArn: variables.CATO_BACKGROUND_MACHINE });
        return (await machines.send(command)).executions?.map(({ status }) => status) ?? [];
      };
      let runs = await statusesOfRuns();
      // Its last task ends the answer, and the run a moment later.
      for (const until = Date.now() + 20_000; runs.includes('RUNNING') && Date.now() < until; ) {
        await pause(200);
        runs = await statusesOfRuns();
      }
      expect({ status: answer.status, error: answer.error, runs }).toEqual({
        status: 'completed',
        error: null,
        runs: ['SUCCEEDED'],
      });
      expect(answer.output_text).toBe('Hello.');
      expect(upstream.requests.map(({ headers }) => headers.authorization)).toEqual(['Bearer key-of-the-provider']);
    } finally {
      await gateway.forget();
      await api.close();
    }
  });

  test('takes a changed setting', async () => {
    expect((await gatewayFunction()).MemorySize).not.toBe(1024);
    await ends(...deploy(second));
    expect((await gatewayFunction()).MemorySize).toBe(1024);
  });

  test('goes back when an update fails half-way', async () => {
    cpSync(first, broken, { recursive: true });
    changeTemplate(broken, 'cato-gateway-us-east-1.template.json', ({ Resources }) => {
      const gateway = Object.keys(Resources).find((id) => /^GatewayFunction[0-9A-F]{8}$/.test(id)) ?? '';
      // An expression is what the emulator refuses when its turn comes: after the function was changed.
      const Properties = { Metrics: [{ Id: 'e', Expression: '1' }], Threshold: 1, EvaluationPeriods: 1 };
      Resources.Refused = { Type: 'AWS::CloudWatch::Alarm', Properties, DependsOn: gateway };
    });
    const { code, told } = await cdk(...deploy(broken));
    expect({ code, told }).toEqual({ code: 1, told: expect.stringContaining('UPDATE_ROLLBACK') });
    expect(await stackStates()).toMatchObject({ 'cato-gateway': 'UPDATE_ROLLBACK_COMPLETE' });
    expect((await gatewayFunction()).MemorySize).toBe(1024);
  });

  test('leaves nothing when it is destroyed', async () => {
    // MiniStack drops a bucket's tags; this one says that the bucket may be emptied.
    await s3.send(
      new PutBucketTaggingCommand({
        Bucket: 'cato-artifacts-123456789012-us-east-1',
        Tagging: { TagSet: [{ Key: 'aws-cdk:auto-delete-objects', Value: 'true' }] },
      }),
    );
    await ends('--app', second, 'destroy', '--all', '--force');
    expect(await stackStates()).toEqual({ CDKToolkit: 'CREATE_COMPLETE' });
    expect((await dynamo.send(new ListTablesCommand())).TableNames).toEqual([]);
    expect(await functions()).toEqual([]);
    const { stateMachines = [] } = await machines.send(new ListStateMachinesCommand());
    expect(stateMachines.filter(({ name }) => name?.startsWith('cato'))).toEqual([]);
    const { Buckets = [] } = await s3.send(new ListBucketsCommand());
    expect(Buckets.map(({ Name }) => Name)).toEqual(['cdk-hnb659fds-assets-123456789012-us-east-1']);
    expect(JSON.parse(await askMiniStack(url, 'apigateway', '/restapis')).item).toEqual([]);
    expect(JSON.parse(await askMiniStack(url, 'appconfig', '/applications')).Items).toEqual([]);
  });
});

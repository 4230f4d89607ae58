import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { bundleFolder } from '../../lib/functions/bundle.ts';

const client = `
exports.CodeBuild = class {
  async startBuild({ projectName }) { return { build: { id: projectName + ':1' } }; }
  async batchGetBuilds({ ids }) {
    return { builds: [{ buildStatus: ids[0] === 'good:1' ? 'SUCCEEDED' : 'FAILED', logs: { deepLink: 'https://log' } }] };
  }
};`;

/** The bundled function as Lambda runs it: the AWS SDK is beside the runtime, found by NODE_PATH. */
async function run(projectName: string): Promise<Record<string, unknown>> {
  const runtime = mkdtempSync(join(tmpdir(), 'cato-runtime-'));
  mkdirSync(join(runtime, '@aws-sdk/client-codebuild'), { recursive: true });
  writeFileSync(join(runtime, '@aws-sdk/client-codebuild/index.js'), client);
  const told = Promise.withResolvers<Record<string, unknown>>();
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    response.end();
    told.resolve(JSON.parse(Buffer.concat(chunks).toString()));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const event = {
    RequestType: 'Create',
    ResponseURL: `http://127.0.0.1:${port}/`,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResourceProperties: { ProjectName: projectName, ImageUri: 'image' },
  };
  const index = join(bundleFolder({ entry: 'build-image' }), 'index.mjs');
  const script = `import(${JSON.stringify(index)}).then(({ handler }) => handler(${JSON.stringify(event)}, { getRemainingTimeInMillis: () => 60000 }))`;
  const child = spawn(process.execPath, ['--input-type=module', '--eval', script], {
    env: { NODE_PATH: runtime },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.once('exit', (code) => told.reject(new Error(`the function ended with ${code}`)));
  try {
    return await told.promise;
  } finally {
    server.close();
    rmSync(runtime, { recursive: true });
  }
}

test('the function that waits for a build uses the AWS SDK of its runtime and answers CloudFormation', async () => {
  expect(await run('good')).toMatchObject({ Status: 'SUCCESS', Data: { ImageUri: 'image' } });
  expect(await run('bad')).toMatchObject({ Status: 'FAILED', Reason: expect.stringContaining('https://log') });
}, 30_000);

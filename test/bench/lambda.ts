/** `npm run bench:lambda`: what a cold function takes until its provider is asked, above a function that does nothing. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

import { bundleFolder } from '../../lib/functions/bundle-folder.ts';
import { chatAnswer } from '../support/chat-wire.ts';
import { startDeployedGateway } from '../support/lambda/deployed-gateway.ts';
import { FunctionEnvironment } from '../support/lambda/function-environment.ts';

const times = Number(process.argv[2] ?? 15);
const empty = mkdtempSync(join(tmpdir(), 'cato-empty-'));
writeFileSync(
  join(empty, 'index.mjs'),
  'export const handler = awslambda.streamifyResponse(async (_event, stream) => { stream.end("."); });',
);

/** Milliseconds from the start of the process to the first byte at the provider. */
async function coldGateway(deployed: Awaited<ReturnType<typeof startDeployedGateway>>): Promise<number> {
  let arrivedAt = Number.NaN;
  deployed.upstream.play(() => {
    arrivedAt = performance.now();
    return chatAnswer('Hello.');
  });
  const startedAt = performance.now();
  const response = await deployed.post({ model: 'test', messages: [{ role: 'user', content: 'Hello?' }] });
  await response.text();
  await deployed.gateway.forget();
  return arrivedAt - startedAt;
}

/** Milliseconds from the start of the process to its answer's first byte. */
async function coldEmpty(): Promise<number> {
  const startedAt = performance.now();
  const environment = await FunctionEnvironment.start({ folder: empty, variables: {}, timeoutMs: 10_000 });
  await environment.invoke({});
  const took = performance.now() - startedAt;
  await environment.close();
  return took;
}

function median(values: readonly number[]): number {
  return values.toSorted((one, other) => one - other)[values.length >> 1] ?? Number.NaN;
}

function sizeOf(folder: string): { readonly files: number; readonly kb: number; readonly gzippedKb: number } {
  const files = readdirSync(folder).map((name) => join(folder, name));
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  const gzipped = files.reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0);
  return { files: files.length, kb: Math.round(bytes / 1024), gzippedKb: Math.round(gzipped / 1024) };
}

const deployed = await startDeployedGateway();
const [without, cold]: [number[], number[]] = [[], []];
for (let time = 0; time < times; time++) {
  without.push(await coldEmpty());
  cold.push(await coldGateway(deployed));
}
await deployed.close();
rmSync(empty, { recursive: true });
const { files, kb, gzippedKb } = sizeOf(
  bundleFolder({ entry: 'gateway', document: JSON.stringify(deployed.document) }),
);
const above = (of: (values: readonly number[]) => number): string =>
  `empty function ${Math.round(of(without))} ms, gateway until its provider is asked ${Math.round(of(cold))} ms, above ${Math.round(of(cold) - of(without))} ms`;
process.stdout.write(
  [
    `bundle of the gateway: ${kb} KiB in ${files} files, ${gzippedKb} KiB compressed`,
    `cold, alternating, ${times} each (aim: 120 ms above)`,
    `  medians: ${above(median)}`,
    // What others do on the machine only ever adds.
    `  least:   ${above((values) => Math.min(...values))}`,
    '',
  ].join('\n'),
);

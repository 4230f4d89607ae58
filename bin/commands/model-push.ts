import type { Command } from 'commander';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import type { PushedWeights } from '../../local/models/push/push-weights.ts';
import { reportProgress } from '../../local/models/report-progress.ts';
import { WeightsError } from '../../wiring/weights/weights-error.ts';
import { weightsFolder } from '../../wiring/weights/weights-folder.ts';

interface PushFlags {
  readonly nli?: true;
  readonly bucket?: string;
  readonly region?: string;
  readonly config?: string;
  readonly data?: string;
  readonly json?: true;
}

export function addModelPush(model: Command, done: (exitCode: number) => void, host: CommandHost = processHost): void {
  model
    .command('push')
    .description("upload weights to the deployment's bucket; what was broken off goes on where it stopped")
    .argument('<name>', 'what the deployment calls them: `deploy.shadowSelf.weights`, or a model of the nli endpoint')
    .argument('[source]', 'a folder or file (default: what `cato model add` brought under the name)')
    .option('--nli', 'as a model of the nli endpoint: one archive of model.onnx, tokenizer.json and config.json')
    .option('--bucket <name>', "the bucket (default: the deployment's own)")
    .option('--region <region>', 'its AWS region (default: the first of deploy.regions)')
    .option('--config <file>', 'configuration of the deployment (default: cato.yaml if it is there)')
    .option('--data <folder>', 'where state is kept (default: .cato; CATO_DATA)')
    .option('--json', 'JSON lines: progress on standard output, errors on standard error')
    .action(async (name: string, source: string | undefined, flags: PushFlags) =>
      done(await push(name, source ?? null, flags, host)),
    );
}

async function push(name: string, source: string | null, flags: PushFlags, host: CommandHost): Promise<number> {
  const { out, error, variables } = host;
  const json = flags.json === true;
  const isTerminal = 'isTTY' in error && error.isTTY === true;
  const report = reportProgress({ out, error, json, isTerminal, elapsedMs: () => performance.now() });
  const controller = new AbortController();
  const stop = (): void => controller.abort(new Error('interrupted'));
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const { signal } = controller;
  try {
    // The AWS SDK is loaded by those who need it.
    const [{ S3Client }, { S3ObjectStore }, { findBucket, readDeployed }, { pushWeights }] = await Promise.all([
      import('@aws-sdk/client-s3'),
      import('../../local/models/push/s3-object-store.ts'),
      import('../../local/models/push/find-bucket.ts'),
      import('../../local/models/push/push-weights.ts'),
    ]);
    const deployed = readDeployed(flags.config ?? null);
    const region = flags.region ?? deployed.region;
    const bucket = flags.bucket ?? (await findBucket({ ...deployed, region }, signal));
    const client = new S3Client({ region, maxAttempts: 6 });
    try {
      const pushed = await pushWeights({
        name,
        source,
        folder: weightsFolder(flags.data ?? variables.CATO_DATA ?? '.cato'),
        asEntailmentModel: flags.nli === true,
        store: new S3ObjectStore(client, bucket, signal),
        tell: report.tell,
        signal,
      });
      report.end();
      out.write(json ? `${JSON.stringify({ event: 'pushed', bucket, ...pushed })}\n` : told(pushed, bucket));
      return 0;
    } finally {
      client.destroy();
    }
  } catch (caught) {
    report.end();
    const message = signal.aborted
      ? 'Stopped. What has arrived is kept for two days: the same command goes on from there.'
      : messageOf(caught);
    error.write(json ? `${JSON.stringify({ error: { message } })}\n` : `${message}\n`);
    return 1;
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

function told({ key, files, wereThere }: PushedWeights, bucket: string): string {
  const where = `s3://${bucket}/${key}`;
  return files === wereThere ? `All of it is there already, whole: ${where}\n` : `It is in ${where}\n`;
}

/** What AWS refuses is told in its own words, and what to look at. */
function messageOf(caught: unknown): string {
  if (caught instanceof WeightsError) return caught.message;
  if (!(caught instanceof Error)) throw caught;
  if (/^(?:Credentials|Token)ProviderError$/.test(caught.name)) {
    return `No usable AWS credentials (${caught.message}). Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.`;
  }
  if ('$metadata' in caught) return `AWS refused it: ${caught.name}: ${caught.message}`;
  if ('syscall' in caught) return caught.message;
  throw caught;
}

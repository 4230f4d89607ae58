import { existsSync, readFileSync } from 'node:fs';
import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { artifactBucketParameter } from '../../../config/artifact-bucket-parameter.ts';
import { effectiveDeploy } from '../../../config/effective-deploy.ts';
import { formatProblems } from '../../../config/format-problems.ts';
import { readConfig } from '../../../config/read-config.ts';
import { WeightsError } from '../../../wiring/weights/weights-error.ts';

export interface Deployed {
  readonly prefix: string;
  /** The region that hosts models. */
  readonly region: string;
}

const usualFile = 'cato.yaml';

/** What the configuration says of the deployment. @param file `null` = `cato.yaml` if it is there. */
export function readDeployed(file: string | null): Deployed {
  const path = file ?? (existsSync(usualFile) ? usualFile : null);
  const text = path === null ? 'version: 1\n' : readText(path);
  const read = readConfig(text, { file: path ?? usualFile, environment: {}, deployed: () => 'not needed' });
  if (read.config === null) throw new WeightsError(formatProblems(read.problems, path ?? usualFile));
  const { prefix, regions } = effectiveDeploy(read.config.deploy).settings;
  return { prefix, region: regions[0] };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    throw new WeightsError(`There is no ${path}: name the configuration with --config.`);
  }
}

/** The bucket of the deployment, which its state stack has written down. @throws WeightsError that says what to do. */
export async function findBucket({ prefix, region }: Deployed, signal: AbortSignal): Promise<string> {
  const client = new SSMClient({ region });
  try {
    const command = new GetParameterCommand({ Name: artifactBucketParameter(prefix) });
    const { Parameter } = await client.send(command, { abortSignal: signal });
    if (Parameter?.Value) return Parameter.Value;
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof Error) || error.name !== 'ParameterNotFound') throw error;
  } finally {
    client.destroy();
  }
  throw new WeightsError(
    `There is no deployment ${prefix} in ${region}: deploy its state stack first (npx cdk deploy ${prefix}-state-${region}), or name a bucket with --bucket.`,
  );
}

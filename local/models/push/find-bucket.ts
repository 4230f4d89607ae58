import { GetParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { artifactBucketParameter } from '../../../config/artifact-bucket-parameter.ts';
import { findDeployment } from '../../../config/find-deployment.ts';
import { readDeployment } from '../../../config/read-deployment.ts';
import { WeightsError } from '../../../wiring/weights/weights-error.ts';

export interface Deployed {
  readonly prefix: string;
  /** The region that hosts models. */
  readonly region: string;
}

/** What the configuration says of the deployment. @param file `null` = `cato.yaml` if it is there. */
export function readDeployed(file: string | null): Deployed {
  const { deployment, errors } = readDeployment(found(file));
  if (deployment === null) throw new WeightsError(errors.join('\n'));
  const { prefix, regions } = deployment.deploy;
  return { prefix, region: regions[0] };
}

function found(file: string | null): { readonly text: string; readonly file: string } {
  try {
    const { text, name } = findDeployment(file, '--config');
    return { text, file: name };
  } catch (error) {
    throw new WeightsError(error instanceof Error ? error.message : String(error));
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

import { existsSync, readFileSync } from 'node:fs';
import { defaultDeployment } from './read-deployment.ts';

export interface FoundDeployment {
  readonly text: string;
  /** `null` = there is none: Bedrock answers. */
  readonly file: string | null;
  /** What messages call it. */
  readonly name: string;
}

const usualFile = 'cato.yaml';

/**
 * The text of what shall be deployed.
 * @param named a file; `null` = `cato.yaml` if it is there.
 * @throws Error that says how to name one.
 */
export function findDeployment(named: string | null, option: string): FoundDeployment {
  const file = named ?? (existsSync(usualFile) ? usualFile : null);
  if (file === null) return { text: defaultDeployment, file, name: 'the default configuration' };
  try {
    return { text: readFileSync(file, 'utf8'), file, name: file };
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new Error(`The configuration ${file} cannot be read (${reason}): name it with ${option}.`);
  }
}

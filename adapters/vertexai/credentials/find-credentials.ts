import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface CredentialsPlaces {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The user's home directory. */
  readonly home: string;
}

/**
 * The credentials of this machine's user, looked for where Google's own tools put them.
 * @returns the file's JSON; `null` when there is none, and the metadata server is to be asked.
 * @throws TypeError when the file that the environment names cannot be read, or is not JSON.
 */
export async function findCredentials({ environment, home }: CredentialsPlaces): Promise<unknown> {
  const named = environment.GOOGLE_APPLICATION_CREDENTIALS;
  if (named !== undefined && named !== '') return parse(await readNamed(named));
  const folder = environment.CLOUDSDK_CONFIG ?? join(home, '.config', 'gcloud');
  const text = await readFile(join(folder, 'application_default_credentials.json'), 'utf8').catch(() => null);
  return text === null ? null : parse(text);
}

async function readNamed(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (cause) {
    throw new TypeError(`The file that GOOGLE_APPLICATION_CREDENTIALS names cannot be read: ${path}`, { cause });
  }
}

/** Without the parser's own message, which quotes what it read. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TypeError('The Google credentials file is not JSON.');
  }
}

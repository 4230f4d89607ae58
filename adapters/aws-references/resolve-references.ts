import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SSMClient } from '@aws-sdk/client-ssm';

export interface ReferenceClients {
  readonly secrets: Pick<SecretsManagerClient, 'send'>;
  /** Asked for when there is a reference to Parameter Store: most configurations have none, and it is large. */
  parameters(): Promise<Pick<SSMClient, 'send'>>;
}

export interface ResolvedReferences {
  /** By reference: `secret:NAME`, `ssm:NAME`. */
  readonly values: ReadonlyMap<string, string>;
  /** Those that lead to nothing, and why: the service's word for it, never a value. */
  readonly failures: ReadonlyMap<string, string>;
}

/** Parameter Store gives so many at a time. */
const maxParameters = 10;
const waitMs = 5_000;

/**
 * Follows references to AWS Secrets Manager and Parameter Store. Of a secret that is JSON with one field, that field is
 * meant: the console makes secrets like this.
 */
export async function resolveReferences(
  references: ReadonlySet<string>,
  clients: ReferenceClients,
): Promise<ResolvedReferences> {
  const values = new Map<string, string>();
  const failures = new Map<string, string>();
  const secrets = namesOf(references, 'secret:').map(async (name) => {
    try {
      const { SecretString } = await clients.secrets.send(new GetSecretValueCommand({ SecretId: name }), {
        abortSignal: AbortSignal.timeout(waitMs),
      });
      if (SecretString === undefined) failures.set(`secret:${name}`, 'it holds bytes, not text');
      else values.set(`secret:${name}`, onlyField(SecretString));
    } catch (error) {
      failures.set(`secret:${name}`, nameOf(error));
    }
  });
  const parameters = chunksOf(namesOf(references, 'ssm:'), maxParameters).map(async (names) => {
    try {
      const [{ GetParametersCommand }, client] = await Promise.all([
        import('@aws-sdk/client-ssm'),
        clients.parameters(),
      ]);
      const { Parameters = [] } = await client.send(
        new GetParametersCommand({ Names: [...names], WithDecryption: true }),
        { abortSignal: AbortSignal.timeout(waitMs) },
      );
      for (const { Name, Value } of Parameters) {
        if (Name !== undefined && Value !== undefined) values.set(`ssm:${Name}`, Value);
      }
      for (const name of names) if (!values.has(`ssm:${name}`)) failures.set(`ssm:${name}`, 'ParameterNotFound');
    } catch (error) {
      for (const name of names) failures.set(`ssm:${name}`, nameOf(error));
    }
  });
  await Promise.all([...secrets, ...parameters]);
  return { values, failures };
}

/** Every reference to AWS in a document. */
export function referencesIn(document: unknown): ReadonlySet<string> {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === 'string' && /^(?:secret|ssm):/.test(value)) found.add(value.replace(/:\s+/, ':'));
    else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) look(inner);
  };
  look(document);
  return found;
}

function namesOf(references: ReadonlySet<string>, scheme: string): readonly string[] {
  return [...references].filter((text) => text.startsWith(scheme)).map((text) => text.slice(scheme.length));
}

function chunksOf(names: readonly string[], size: number): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(names.length / size) }, (_, index) =>
    names.slice(index * size, (index + 1) * size),
  );
}

function onlyField(text: string): string {
  if (!text.trimStart().startsWith('{')) return text;
  try {
    const values = Object.values(JSON.parse(text));
    const [only] = values;
    return values.length === 1 && typeof only === 'string' ? only : text;
  } catch {
    return text;
  }
}

/** The service's name for what went wrong; its message may repeat what was asked. */
function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : 'unknown';
}

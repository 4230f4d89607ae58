import { isJsonObject } from '../../core/conversation/is-json-object.ts';

/** What the container behind an endpoint answered, when it answered with an error. */
export interface ContainerAnswer {
  readonly status: number;
  readonly body: string;
}

/** The container's own answer in SageMaker's `ModelError`; `null` when it is another error, or does not say it. */
export function containerAnswer(thrown: unknown): ContainerAnswer | null {
  if (!isJsonObject(thrown) && !(thrown instanceof Error)) return null;
  const { name, OriginalStatusCode: status, OriginalMessage: body } = thrown as Readonly<Record<string, unknown>>;
  if (name !== 'ModelError' || typeof status !== 'number' || status < 400 || status > 599) return null;
  return { status, body: typeof body === 'string' ? body : '' };
}

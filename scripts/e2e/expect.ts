import { Skipped } from './scenario.ts';

/** @throws Error with the sentence, and what came instead, unless it holds. */
export function expect(holds: boolean, sentence: string, got?: unknown): asserts holds {
  if (holds) return;
  throw new Error(got === undefined ? sentence : `${sentence}; it was ${shown(got)}`);
}

/** What a client throws for an answer that is an error. @throws Error when it throws nothing. */
export async function refusal(asking: Promise<unknown>): Promise<Refusal> {
  const thrown = await asking.then(
    () => null,
    (error: unknown) => error,
  );
  if (thrown === null) throw new Error('the request was answered and not refused');
  return toRefusal(thrown);
}

/** What an error of a client, or of nobody, says; absent parts are `null`. */
export interface Refusal {
  readonly status: number | null;
  readonly code: string | null;
  readonly param: string | null;
  readonly message: string;
}

/** Of an error of the OpenAI client, or of the Anthropic client, which keeps the whole body. */
export function toRefusal(thrown: unknown): Refusal {
  const { status, code, param, message, error } = Object(thrown);
  const inner = Object(Object(error).error);
  return {
    status: typeof status === 'number' ? status : null,
    code: textOf(code ?? Object(inner.details).error_code),
    param: textOf(param ?? inner.param),
    message: textOf(inner.message) ?? textOf(message) ?? String(thrown),
  };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

/** What asking gives. @throws Skipped when the deployment, or the model, says that it has no such thing. */
export async function ifOffered<Given>(ask: () => Promise<Given>, ...params: readonly string[]): Promise<Given> {
  try {
    return await ask();
  } catch (thrown) {
    const { code, param, message } = toRefusal(thrown);
    const lacks = code === 'not_available_in_this_deployment' || code === 'not_installed';
    const refuses = code === 'unsupported_parameter' && params.some((name) => param?.startsWith(name));
    if (lacks || refuses) throw new Skipped(message);
    throw thrown;
  }
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}

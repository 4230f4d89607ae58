import type { DeployedFunction } from './deployed-function.ts';

/** What a function returns. @throws Error as the function says. */
export async function invokeValue(target: DeployedFunction, event: unknown): Promise<unknown> {
  const result = await target.invoke(event);
  if (result?.kind === 'value') return result.value;
  const error = new Error(result?.kind === 'error' ? result.error.errorMessage : `the function ${result?.kind}`);
  error.name = (result?.kind === 'error' ? result.error.errorType : undefined) ?? 'Unknown';
  throw error;
}

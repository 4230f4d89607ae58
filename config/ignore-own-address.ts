import { isOwnAddress } from './base-url.ts';
import type { Environment } from './environment.ts';

/**
 * Apps find the gateway by the same variables by which the gateway finds its providers, often in the same terminal.
 * A variable that leads back to the gateway was meant for the apps, so it is left aside, and that is said.
 */
export function ignoreOwnAddress(environment: Environment): { environment: Environment; warnings: readonly string[] } {
  const warnings: string[] = [];
  const clean = <Variables extends { readonly baseUrl: string | null }>(
    name: string,
    variables: Variables,
  ): Variables => {
    if (variables.baseUrl === null || !isOwnAddress(variables.baseUrl, environment.port)) return variables;
    warnings.push(`${name}_BASE_URL leads to this gateway itself, so it is ignored`);
    return { ...variables, baseUrl: null };
  };
  const { openai, anthropic, gemini, ollama } = environment;
  return {
    environment: {
      ...environment,
      openai: clean('OPENAI', openai),
      anthropic: clean('ANTHROPIC', anthropic),
      gemini: clean('GEMINI', gemini),
      ollama: clean('OLLAMA', ollama),
    },
    warnings,
  };
}

import type { ConfigProblem } from './config-problem.ts';

/**
 * Problems as a terminal shows them, one a line: `cato.yaml:12:5 error routes.fast.targets[1]: …`.
 * @param at the file they are in, or what says for each where it is.
 */
export function formatProblems(
  problems: readonly ConfigProblem[],
  at: string | ((problem: ConfigProblem) => string),
): string {
  const placeOf = typeof at === 'function' ? at : ({ line, column }: ConfigProblem) => `${at}:${line}:${column}`;
  return problems.map((problem) => formatProblem(problem, placeOf(problem))).join('\n');
}

function formatProblem(problem: ConfigProblem, place: string): string {
  const where = problem.path === '' ? '' : ` ${problem.path}`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return printable(`${place} ${problem.level}${where}: ${problem.message}${hint}`);
}

/** Keys of a foreign document must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

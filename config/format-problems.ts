import type { ConfigProblem } from './config-problem.ts';

/** Problems as a terminal shows them, one a line: `cato.yaml:12:5 error routes.fast.targets[1]: …`. */
export function formatProblems(problems: readonly ConfigProblem[], file: string): string {
  return problems.map((problem) => formatProblem(problem, file)).join('\n');
}

function formatProblem(problem: ConfigProblem, file: string): string {
  const where = problem.path === '' ? '' : ` ${problem.path}`;
  const hint = problem.hint === undefined ? '' : ` (${problem.hint})`;
  return printable(`${file}:${problem.line}:${problem.column} ${problem.level}${where}: ${problem.message}${hint}`);
}

/** Keys of a foreign document must not steer the terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '�');
}

import { readConfig } from '../../../config/read-config.ts';

export const environment = { OPENAI_API_KEY: 'openai-value', MINE_KEY: 'mine-value' };

export function read(...lines: string[]) {
  return readConfig(['version: 1', ...lines].join('\n'), { file: '/etc/cato/cato.yaml', environment });
}

/** Every problem as one line: `2:1 error path: message (hint)`. */
export function problemsOf(...lines: string[]): string[] {
  return read(...lines).problems.map(
    ({ line, column, level, path, message, hint }) =>
      `${line}:${column} ${level} ${path}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
  );
}

export const target = 'targets: { one: { provider: openai, model: m } }';

import { expect, test } from '@jest/globals';
import { formatConfigPath } from '../../../config/config-path.ts';
import { formatProblems } from '../../../config/format-problems.ts';

test('problems are lines that editors and terminals can jump to', () => {
  const text = formatProblems(
    [
      {
        level: 'error',
        path: 'routes.fast.targets[1]',
        line: 12,
        column: 5,
        message: 'no such target',
        hint: 'did you mean `a`?',
      },
      { level: 'warning', path: '', line: 1, column: 1, message: 'is empty' },
    ],
    'cato.yaml',
  );
  expect(text).toBe(
    'cato.yaml:12:5 error routes.fast.targets[1]: no such target (did you mean `a`?)\ncato.yaml:1:1 warning: is empty',
  );
});

test('what a document says cannot steer the terminal', () => {
  const problem = { level: 'error', path: '', line: 1, column: 1, message: 'a\u001b[2Jb\nc\u202ed\u2028' } as const;
  expect(formatProblems([problem], 'f')).toBe('f:1:1 error: a�[2Jb�c�d�');
});

test.each([
  [[], ''],
  [['routes', 'fast', 'targets', 1], 'routes.fast.targets[1]'],
  [['routes', 'claude-*'], 'routes.claude-*'],
  [['targets', 'gpt-4.1', 'model'], 'targets["gpt-4.1"].model'],
  [['targets', 'a"b'], 'targets["a\\"b"]'],
])('the path %j reads %s', (path, expected) => {
  expect(formatConfigPath(path)).toBe(expected);
});

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const program = join(import.meta.dirname, 'command-process.ts');

/** `cato` as often as it is asked for, in one process of its own: to start one takes a second. */
export interface Commands {
  run(...words: readonly string[]): Promise<CommandAnswer>;
  end(): Promise<void>;
}

export interface CommandAnswer {
  readonly exitCode: number;
  readonly out: string;
  readonly error: string;
}

/** One command at a time. */
export function startCommands(directory: string): Commands {
  const child = spawn(process.execPath, [program], {
    cwd: directory,
    env: { PATH: process.env.PATH, OLLAMA_BASE_URL: 'http://127.0.0.1:9' },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const answers = createInterface({ input: child.stdout });
  return {
    async run(...words) {
      const answered = once(answers, 'line');
      child.stdin.write(`${JSON.stringify(words)}\n`);
      const [line] = await Promise.race([answered, once(child, 'exit').then(() => ['null'])]);
      const answer: CommandAnswer | null = JSON.parse(line);
      if (answer === null) throw new Error(`cato ${words.join(' ')} ended the process`);
      return answer;
    },
    async end() {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

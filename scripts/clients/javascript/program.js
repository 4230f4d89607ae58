import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder in which a program finds nothing of the person's own settings, and another in which it works. */
export function emptyFolders() {
  const folder = mkdtempSync(join(tmpdir(), 'cato-client-'));
  const [home, work] = [join(folder, 'home'), join(folder, 'work')];
  mkdirSync(home);
  mkdirSync(work);
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
  return { home, work };
}

/** Starts a program with nothing but this environment; `line` is told each line of JSON that it says. */
export function start(command, args, { cwd, env, line = () => {} }) {
  const child = spawn(command, args, {
    cwd,
    env: { PATH: process.env.PATH, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const said = [];
  let rest = '';
  child.stdout.on('data', (piece) => {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop();
    for (const text of lines.filter((one) => one.startsWith('{'))) {
      said.push(JSON.parse(text));
      line(said.at(-1));
    }
  });
  let errors = '';
  child.stderr.on('data', (piece) => {
    errors = `${errors}${piece}`.slice(-1000);
  });
  const ended = new Promise((resolve) => child.once('close', (code) => resolve({ code, said, errors, rest })));
  process.once('exit', () => child.kill('SIGKILL'));
  return { child, ended };
}

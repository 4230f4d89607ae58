import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from './client.ts';

/** Where a client's driver is run, and by what. */
export interface Installed {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

const installMs = 300_000;

/** Installs what JavaScript clients need into a folder of their own, once for each set of versions. @throws Error that says why not. */
export async function installJavaScript(clients: readonly Client[], cacheFolder: string): Promise<void> {
  const folder = join(cacheFolder, 'javascript');
  mkdirSync(folder, { recursive: true });
  cpSync(join(import.meta.dirname, 'javascript'), join(folder, 'drivers'), { recursive: true });
  const packages = [...new Set(clients.flatMap((client) => client.packages))].sort();
  await once(folder, packages, async () => {
    writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
    await run('npm', ['install', '--no-audit', '--no-fund', '--loglevel=error', '--save-exact', ...packages], folder);
  });
}

/** A virtual environment for each set of versions: the clients do not agree on their common dependencies. @throws Error */
export async function installPython({ packages }: Client, cacheFolder: string): Promise<string> {
  const folder = join(cacheFolder, 'python', packages.join('+').replace(/[^\w.+-]+/g, '_'));
  await once(folder, packages, async () => {
    rmSync(folder, { recursive: true, force: true });
    await run('python3', ['-m', 'venv', folder], '.');
    await run(join(folder, 'bin', 'pip'), ['install', '--quiet', '--no-input', ...packages], folder);
  });
  return join(folder, 'bin', 'python');
}

/** How the client's driver is started. */
export async function installed(client: Client, cacheFolder: string): Promise<Installed> {
  const { language, driver, option } = client;
  const options = option === undefined ? [] : [option];
  if (language === 'javascript') {
    const cwd = join(cacheFolder, 'javascript');
    return { command: process.execPath, args: [join('drivers', `${driver}.js`), ...options], cwd };
  }
  const command = await installPython(client, cacheFolder);
  return { command, args: [`${driver}.py`, ...options], cwd: join(import.meta.dirname, 'python') };
}

async function once(folder: string, packages: readonly string[], install: () => Promise<void>): Promise<void> {
  const mark = join(folder, 'installed.json');
  const wanted = JSON.stringify(packages);
  if (readOrNull(mark) === wanted) return;
  await install();
  writeFileSync(mark, wanted);
}

function readOrNull(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

async function run(command: string, args: readonly string[], cwd: string): Promise<void> {
  const child = spawn(command, args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  let said = '';
  child.stderr.on('data', (piece) => {
    said = `${said}${piece}`.slice(-2000);
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), installMs);
  const code = await new Promise<number | string>((resolve) => {
    child.once('error', ({ message }) => resolve(message));
    child.once('close', (status, signal) => resolve(status ?? signal ?? 'ended'));
  });
  clearTimeout(timer);
  if (code !== 0) throw new Error(`${command} ${args[0]}: ${code} ${lastLine(said)}`);
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1)?.slice(0, 300) ?? '';
}

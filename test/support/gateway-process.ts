import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

const program = join(import.meta.dirname, '../../bin/cato.js');
const quickTime = join(import.meta.dirname, 'quick-time.mjs');
/** When this module was loaded: all processes with a quick clock go by the same one. */
const quickFrom = Date.now();
const readyWithinMs = 30_000;

/** The program in a process of its own, which can be killed. */
export interface GatewayProcess {
  readonly url: string;
  /** Ends it as a crash would: it cannot do anything about it. */
  kill(): Promise<void>;
}

/**
 * @param folder where `cato.yaml` is and state is kept. @param speed how many times as fast as the machine's its time
 * goes: leases and beats are waited for less. @throws Error with what it said, when it does not start.
 */
export async function startGatewayProcess(folder: string, speed = 1): Promise<GatewayProcess> {
  const data = join(folder, 'data');
  const quick = speed === 1 ? [] : ['--import', quickTime];
  const child = spawn(process.execPath, [...quick, program, 'start', '--port', '0', '--json', '--data', data], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      OLLAMA_BASE_URL: 'http://127.0.0.1:9',
      CATO_QUICK_TIME: `${speed} ${quickFrom}`,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exited = once(child, 'exit');
  let said = '';
  const ready = new Promise<string>((resolve) => {
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
      const address = /is ready: (http:\/\/\S+)\/v1 /.exec(said)?.[1];
      if (address !== undefined) resolve(address);
    });
  });
  const late = new Promise<null>((resolve) => setTimeout(resolve, readyWithinMs, null).unref());
  const url = await Promise.race([ready, exited.then(() => null), late]);
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL');
    await exited;
  };
  if (url !== null) return { url, kill };
  await kill();
  throw new Error(`The gateway does not start.\n${said}`);
}

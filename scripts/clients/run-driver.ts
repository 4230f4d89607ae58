import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { type Bed, clientKey, models } from './bed.ts';
import { said, signature } from './upstream/scenario.ts';

/** What a client's program says of one capability. */
export interface CheckResult {
  readonly vendor: string;
  readonly capability: string;
  /** What went wrong; `null` = it works. */
  readonly problem: string | null;
}

export interface DriverResult {
  readonly results: readonly CheckResult[];
  /** Why the program ended otherwise than well; `null` = it did not. */
  readonly failure: string | null;
}

export interface DriverCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly timeoutMs: number;
}

const keptErrorLines = 12;

/** Runs a client's program against the gateway until it ends, or is ended for taking too long. */
export async function runDriver(bed: Bed, { command, args, cwd, timeoutMs }: DriverCommand): Promise<DriverResult> {
  const child = spawn(command, args, { cwd, env: driverEnvironment(bed), stdio: ['ignore', 'pipe', 'pipe'] });
  const results: CheckResult[] = [];
  const errorLines: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => {
    const result = readResult(line);
    if (result) results.push(result);
  });
  createInterface({ input: child.stderr }).on('line', (line) => {
    errorLines.push(line);
    if (errorLines.length > keptErrorLines) errorLines.shift();
  });
  let isLate = false;
  const timer = setTimeout(() => {
    isLate = true;
    child.kill('SIGKILL');
  }, timeoutMs);
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', () => resolve(-1));
    child.once('close', resolve);
  });
  clearTimeout(timer);
  if (isLate) return { results, failure: `still running after ${timeoutMs / 1000} s` };
  return { results, failure: code === 0 ? null : `ended with ${code}: ${errorLines.join(' ').slice(-800)}` };
}

/** Nothing of this process's own environment but what programs need to run at all. */
function driverEnvironment({ gateway, controlUrl }: Bed): Record<string, string> {
  const { PATH = '', HOME = '' } = process.env;
  return {
    PATH,
    HOME,
    PYTHONUNBUFFERED: '1',
    NO_COLOR: '1',
    CATO_URL: gateway.url,
    CATO_KEY: clientKey,
    CATO_MODELS: JSON.stringify(models),
    CATO_CONTROL: controlUrl,
    CATO_SAID: JSON.stringify({ ...said, signature }),
  };
}

function readResult(line: string): CheckResult | null {
  if (!line.startsWith('{')) return null;
  try {
    const { vendor, capability, problem } = JSON.parse(line);
    return typeof vendor === 'string' && typeof capability === 'string' ? { vendor, capability, problem } : null;
  } catch {
    return null;
  }
}

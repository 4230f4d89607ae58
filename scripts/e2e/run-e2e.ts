import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';
import { type DeploymentAddress, type Outcome, rootOf, runScenarios, withoutKey } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

const usualSeconds = 120;
const help = `npm run e2e -- [options]

Runs the end-to-end scenarios with the clients of OpenAI and Anthropic and the AI SDK. With --base-url those that any
deployment must satisfy; what it does not offer (files and batches, say) is skipped, with the reason. Without it all of
them, against local gateways and scripted providers.

  --base-url URL          a running gateway: http://127.0.0.1:4000/v1, or the output Endpoint of a deployment
                          (https://ID.execute-api.REGION.amazonaws.com/live/v1)
  --key KEY               the gateway's own key, if it wants one (better in CATO_E2E_KEY: arguments are seen by everybody)
  --model NAME            what the scenarios ask for (default auto)
  --embedding-model NAME  what the scenario of embeddings asks for (default: one that the list of models has)
  --only TEXT             only scenarios with this in their name
  --timeout SECONDS       how long each may take (default ${usualSeconds})
  --list                  the names of the scenarios
  --help                  this text

CATO_E2E_BASE_URL, CATO_E2E_KEY and CATO_E2E_MODEL do the same. Answers of real models cost money: about thirty small
ones. The key is in no line that is printed.

Exit code 0: none failed; 1: something failed; 2: wrong use.
`;

/** Where it reads and writes. */
export interface E2eHost {
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly out: (text: string) => void;
  readonly error: (text: string) => void;
}

class WrongUse extends Error {}

/** @returns the exit code. */
export async function runE2e(args: readonly string[], host: E2eHost): Promise<number> {
  try {
    return await run(args, host);
  } catch (error) {
    // Whatever is not wrong use is a fault of this program, and is shown whole.
    const isUse = error instanceof WrongUse || String(Object(error).code).startsWith('ERR_PARSE_ARGS');
    if (!isUse) throw error;
    host.error(`${Object(error).message}\n(add --help for what it takes)\n`);
    return 2;
  }
}

async function run(args: readonly string[], { variables, out, error }: E2eHost): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      'base-url': text,
      key: text,
      model: text,
      'embedding-model': text,
      only: text,
      timeout: text,
      list: { type: 'boolean' },
      help: { type: 'boolean' },
    },
  });
  if (values.help === true) {
    out(help);
    return 0;
  }
  if (values.list === true) {
    out(`${scenarios.map(({ name }) => name).join('\n')}\n`);
    return 0;
  }
  const seconds = Number(values.timeout ?? usualSeconds);
  if (!(seconds > 0 && seconds <= 3600)) throw new WrongUse(`--timeout takes seconds, not ${values.timeout}`);
  const { CATO_E2E_BASE_URL, CATO_E2E_KEY, CATO_E2E_MODEL } = variables;
  const baseUrl = values['base-url'] ?? CATO_E2E_BASE_URL;
  if (baseUrl === undefined) {
    const [needless] = Object.keys(values);
    if (needless !== undefined) throw new WrongUse(`--${needless} has no meaning without --base-url`);
    return runLocal();
  }
  if (!/^https?:$/.test(URL.parse(baseUrl)?.protocol ?? ''))
    throw new WrongUse(`--base-url takes a URL, not ${baseUrl}`);
  const chosen = scenarios.filter(({ name }) => name.includes(values.only ?? ''));
  if (chosen.length === 0) throw new WrongUse(`no scenario has ${values.only} in its name; --list tells them`);
  const address: DeploymentAddress = {
    baseUrl,
    // Clients want one, also where the gateway does not.
    apiKey: values.key ?? CATO_E2E_KEY ?? 'no key',
    model: values.model ?? CATO_E2E_MODEL ?? 'auto',
    embeddingModel: values['embedding-model'] ?? null,
  };
  const obstacle = await findObstacle(address, seconds * 1000);
  if (obstacle !== null) {
    error(`${obstacle}\n`);
    return 1;
  }
  const outcomes = await runScenarios(chosen, address, seconds * 1000, (outcome) => out(line(outcome)));
  const count = (result: Outcome['result']) => outcomes.filter((outcome) => outcome.result === result).length;
  out(`\n${count('ok')} ok, ${count('failed')} failed, ${count('skipped')} skipped\n`);
  return count('failed') === 0 ? 0 : 1;
}

/** What would make every scenario fail, said once. */
async function findObstacle({ baseUrl, apiKey }: DeploymentAddress, limitMs: number): Promise<string | null> {
  const address = `${rootOf(baseUrl)}/v1/models`;
  try {
    const headers = { authorization: `Bearer ${apiKey}` };
    const answer = await fetch(address, { headers, signal: AbortSignal.timeout(limitMs) });
    const body = withoutKey(await answer.text(), apiKey).slice(0, 500);
    if (answer.status === 401) return `The key is refused (--key, or CATO_E2E_KEY): ${body}`;
    return answer.ok ? null : `${address} answers ${answer.status}; is it the base URL of a gateway? ${body}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    return `${address} cannot be reached: ${cause instanceof Error ? cause.message || Object(cause).code : cause}`;
  }
}

function line({ name, result, reason, seconds }: Outcome): string {
  const because = reason === '' ? '' : `: ${reason.replaceAll(/\s+/g, ' ')}`;
  return `${result.padEnd(8)} ${name} (${seconds.toFixed(1)} s)${because}\n`;
}

/** All scenarios, and those that need a provider's answers written for them. */
function runLocal(): number {
  const { status } = spawnSync('jest', ['test/e2e', '--verbose'], {
    stdio: 'inherit',
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules --no-warnings' },
  });
  return status === 0 ? 0 : 1;
}

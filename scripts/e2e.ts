/** `npm run e2e`: the end-to-end scenarios with real clients, against a gateway that runs somewhere or one of their own. */
import { spawnSync } from 'node:child_process';
import { parseArgs } from 'node:util';

const help = `npm run e2e -- [options]

Runs the end-to-end scenarios (test/e2e) with the OpenAI client and the AI SDK. With --base-url those that any
deployment must satisfy, and what it does not offer (files and batches, say) is skipped by name; without it all of
them, against local gateways and scripted providers.

  --base-url URL   a running gateway, with /v1: http://127.0.0.1:4000/v1, or the output Endpoint of a deployment
                   (https://ID.execute-api.REGION.amazonaws.com/live/v1)
  --key KEY        the gateway's own key, if it wants one (better in CATO_E2E_KEY: arguments are seen by everybody)
  --model NAME     what the scenarios ask for (default auto)
  --help           this text

CATO_E2E_BASE_URL, CATO_E2E_KEY and CATO_E2E_MODEL do the same. Answers of real models cost money: about fifteen small ones.

Exit code 0: all passed; 1: something failed; 2: wrong use.
`;

function run(args: readonly string[]): number {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({
    args: [...args],
    options: { 'base-url': text, key: text, model: text, help: { type: 'boolean' } },
  });
  if (values.help === true) {
    process.stdout.write(help);
    return 0;
  }
  const baseUrl = values['base-url'];
  if (baseUrl !== undefined && !URL.canParse(baseUrl)) throw new Error(`--base-url takes a URL, not ${baseUrl}`);
  const { status } = spawnSync('jest', ['test/e2e', '--verbose'], {
    stdio: 'inherit',
    env: {
      ...process.env,
      NODE_OPTIONS: '--experimental-vm-modules --no-warnings',
      ...(baseUrl === undefined ? {} : { CATO_E2E_BASE_URL: baseUrl }),
      ...(values.key === undefined ? {} : { CATO_E2E_KEY: values.key }),
      ...(values.model === undefined ? {} : { CATO_E2E_MODEL: values.model }),
    },
  });
  return status === 0 ? 0 : 1;
}

try {
  process.exitCode = run(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : error}\n(add --help for what it takes)\n`);
  process.exitCode = 2;
}

/** `npm run e2e`: the end-to-end scenarios with real clients, against a gateway that runs somewhere or one of their own. */
import { runE2e } from './e2e/run-e2e.ts';

process.exitCode = await runE2e(process.argv.slice(2), {
  variables: process.env,
  out: (text) => process.stdout.write(text),
  error: (text) => process.stderr.write(text),
});

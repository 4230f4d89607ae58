import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { apiKey, assert, assertLeft, runChecks, said, thoughtKept, url } from './check.js';
import { emptyFolders, start } from './program.js';

const vendored = join(
  import.meta.dirname,
  '..',
  'node_modules',
  '@openai',
  `codex-${process.platform}-${process.arch}`,
  'vendor',
);
const codex = join(vendored, readdirSync(vendored)[0], 'bin', 'codex');
const { home, work } = emptyFolders();
writeFileSync(
  join(home, 'config.toml'),
  `model_provider = "cato"
approval_policy = "never"
[model_providers.cato]
name = "Cato"
base_url = "${url}/v1"
env_key = "CATO_KEY"
wire_api = "responses"
request_max_retries = 0
stream_max_retries = 0
`,
);

function ask(model, prompt) {
  // The command it is told to run is `echo`, in an empty folder.
  const args = ['exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-approvals-and-sandbox', '-m', model];
  return start(codex, [...args, prompt], { cwd: work, env: { HOME: home, CODEX_HOME: home, CATO_KEY: apiKey } });
}

async function turn(model, prompt) {
  const { said: lines, errors } = await ask(model, prompt).ended;
  const items = lines.filter(({ type }) => type === 'item.completed').map(({ item }) => item);
  const text = items.findLast(({ type }) => type === 'agent_message')?.text;
  const usage = lines.findLast(({ type }) => type === 'turn.completed')?.usage;
  const failure = lines.findLast(({ type }) => type === 'turn.failed')?.error.message;
  return { text, items, usage, failure: failure ?? (usage ? null : errors) };
}

await runChecks(({ vendor, model }) => ({
  async text() {
    const { text, failure } = await turn(model, 'scenario:text');
    assert.equal(text, said.text, failure);
  },
  async 'tools, streamed'() {
    const { text, items, failure } = await turn(model, 'scenario:agent');
    const run = items.find(({ type }) => type === 'command_execution');
    assert.equal(run?.aggregated_output.trim(), said.commandSays, failure);
    assert.match(text, /^Results: [\s\S]*tide-is-42/);
  },
  async 'thinking turn'() {
    const { text, failure } = await turn(model, 'scenario:thought');
    assert.equal(text, thoughtKept(vendor), failure);
  },
  async 'usage, streamed'() {
    const { usage, failure } = await turn(model, 'scenario:text');
    assert.deepEqual([usage?.input_tokens, usage?.cached_input_tokens, usage?.output_tokens], [20, 8, 7], failure);
  },
  async errors() {
    const { failure } = await turn(model, 'scenario:bad');
    assert.match(failure, /The script takes no such thing/);
  },
  async abort() {
    const { child, ended } = ask(model, 'scenario:stall');
    await new Promise((resolve) => setTimeout(resolve, 2000));
    assert.equal(child.exitCode, null, 'it ended by itself');
    child.kill('SIGINT');
    await assertLeft(vendor);
    await ended;
  },
}));

import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { apiKey, assert, assertLeft, runChecks, said, thoughtKept, url } from './check.js';
import { emptyFolders, start } from './program.js';

const packages = join(import.meta.dirname, '..', 'node_modules', '@anthropic-ai');
const own = join(packages, `claude-code-${process.platform}-${process.arch}`, 'claude');
const claude = existsSync(own) ? own : join(packages, 'claude-code', 'bin', 'claude.exe');
const { home, work } = emptyFolders();

function ask(model, prompt, line) {
  const args = ['-p', prompt, '--output-format', 'stream-json', '--verbose', '--include-partial-messages'];
  const env = {
    HOME: home,
    ANTHROPIC_BASE_URL: url,
    ANTHROPIC_AUTH_TOKEN: apiKey,
    ANTHROPIC_MODEL: model,
    ANTHROPIC_DEFAULT_HAIKU_MODEL: model,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    CLAUDE_CODE_MAX_RETRIES: '0',
    DISABLE_AUTOUPDATER: '1',
  };
  return start(claude, [...args, '--allowedTools', 'Bash(echo:*)'], { cwd: work, env, line });
}

async function resultOf(model, prompt, line) {
  const { said: lines, errors, code } = await ask(model, prompt, line).ended;
  const result = lines.findLast(({ type }) => type === 'result');
  assert.ok(result, `no result, code ${code}: ${errors}`);
  return result;
}

await runChecks(({ vendor, model }) => ({
  async text() {
    const { result, is_error } = await resultOf(model, 'scenario:text');
    assert.equal(result, said.text);
    assert.equal(is_error, false);
  },
  async stream() {
    let text = '';
    await resultOf(model, 'scenario:text', ({ event }) => {
      if (event?.delta?.type === 'text_delta') text += event.delta.text;
    });
    assert.equal(text, said.text);
  },
  async 'tools, streamed'() {
    const { result, num_turns } = await resultOf(model, 'scenario:agent');
    assert.equal(result, `Results: ${said.commandSays}`);
    assert.equal(num_turns, 2);
  },
  async 'thinking turn'() {
    const { result } = await resultOf(model, 'scenario:thought');
    assert.equal(result, thoughtKept(vendor));
  },
  async 'usage, streamed'() {
    const { usage } = await resultOf(model, 'scenario:text');
    assert.deepEqual([usage.input_tokens, usage.cache_read_input_tokens, usage.output_tokens], [12, 8, 7]);
  },
  async errors() {
    const { result, is_error } = await resultOf(model, 'scenario:bad');
    assert.equal(is_error, true);
    assert.match(result, /The script takes no such thing/);
  },
  async abort() {
    await new Promise((resolve, reject) => {
      const { child, ended } = ask(model, 'scenario:stall', ({ event }) => {
        if (event?.delta?.text === 'One') resolve(child.kill('SIGINT'));
      });
      ended.then(({ errors }) => reject(new Error(`ended by itself: ${errors}`)));
    });
    await assertLeft(vendor);
  },
}));

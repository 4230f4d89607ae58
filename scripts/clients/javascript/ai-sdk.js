import { generateText, isStepCount, jsonSchema, Output, streamText, tool } from 'ai';
import {
  apiKey,
  assert,
  assertLeft,
  pixel,
  pixelSeen,
  port,
  runChecks,
  said,
  thoughtKept,
  thrownBy,
  tide,
  url,
} from './check.js';

const baseURL = `${url}/v1`;

/** The provider packages, and how each asks for reasoning. */
const providers = {
  async openai() {
    const { createOpenAI } = await import('@ai-sdk/openai');
    const openai = { forceReasoning: true, reasoningEffort: 'medium', reasoningSummary: 'auto', store: false };
    return { model: createOpenAI({ baseURL, apiKey }), reasoning: { openai }, stateless: { openai: { store: false } } };
  },
  async 'openai-compatible'() {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const settings = { name: 'cato', baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true };
    return { model: createOpenAICompatible(settings), reasoning: { cato: { reasoningEffort: 'medium' } } };
  },
  async anthropic() {
    const { createAnthropic } = await import('@ai-sdk/anthropic');
    const anthropic = { thinking: { type: 'enabled', budgetTokens: 1024 } };
    return { model: createAnthropic({ baseURL, apiKey }), reasoning: { anthropic } };
  },
};

const { model: create, reasoning: thinks, stateless = {} } = await providers[process.argv[2]]();

function assertUsage({ inputTokens, outputTokens, inputTokenDetails }) {
  assert.deepEqual([inputTokens, outputTokens, inputTokenDetails.cacheReadTokens], [20, 7, 8]);
}

await runChecks(({ vendor, model: name }) => {
  const model = create(name);
  const common = { model, maxRetries: 0, providerOptions: stateless };
  const toolsOf = (seen) => ({
    get_tide: tool({
      inputSchema: jsonSchema(port),
      execute: async (input) => {
        seen.push(input);
        return `result ${seen.length - 1}`;
      },
    }),
  });
  const inTwoSteps = { ...common, stopWhen: isStepCount(2) };
  return {
    async text() {
      const { text, finishReason } = await generateText({ ...common, prompt: 'scenario:text' });
      assert.equal(text, said.text);
      assert.equal(finishReason, 'stop');
    },
    async stream() {
      let text = '';
      let pieces = 0;
      for await (const piece of streamText({ ...common, prompt: 'scenario:text' }).textStream) {
        text += piece;
        pieces += 1;
      }
      assert.equal(text, said.text);
      assert.ok(pieces > 3);
    },
    async tools() {
      const seen = [];
      const { text } = await generateText({ ...inTwoSteps, prompt: 'scenario:tool', tools: toolsOf(seen) });
      assert.deepEqual(seen, [{ port: 'Brest' }]);
      assert.equal(text, 'Results: result 0');
    },
    async 'tools, streamed'() {
      const seen = [];
      const result = streamText({ ...inTwoSteps, prompt: 'scenario:tool', tools: toolsOf(seen) });
      assert.equal(await result.text, 'Results: result 0');
      assert.deepEqual(seen, [{ port: 'Brest' }]);
    },
    async 'parallel tools'() {
      const seen = [];
      const result = streamText({ ...inTwoSteps, prompt: 'scenario:parallel', tools: toolsOf(seen) });
      assert.equal(await result.text, 'Results: result 0 | result 1');
      assert.deepEqual(seen, [{ port: 'Brest' }, { port: 'Hull' }]);
    },
    async images() {
      const content = [
        { type: 'text', text: 'scenario:image' },
        { type: 'file', mediaType: 'image/png', data: Buffer.from(pixel, 'base64') },
      ];
      assert.equal((await generateText({ ...common, messages: [{ role: 'user', content }] })).text, pixelSeen);
    },
    async 'structured output'() {
      const output = Output.object({ schema: jsonSchema(tide) });
      assert.deepEqual((await generateText({ ...common, prompt: 'scenario:json', output })).output, said.tide);
    },
    async reasoning() {
      const ask = { ...common, prompt: 'scenario:reasoning', providerOptions: thinks };
      const whole = await generateText(ask);
      assert.equal(whole.reasoningText, said.reasoning);
      assert.equal(whole.text, said.afterThinking);
      assert.equal(await streamText(ask).reasoningText, said.reasoning);
    },
    ...(process.argv[2] !== 'openai-compatible' && {
      async 'thinking turn'() {
        const ask = { ...inTwoSteps, prompt: 'scenario:thought', providerOptions: thinks, tools: toolsOf([]) };
        assert.equal(await streamText(ask).text, thoughtKept(vendor));
      },
    }),
    async usage() {
      assertUsage((await generateText({ ...common, prompt: 'scenario:text' })).usage);
    },
    async 'usage, streamed'() {
      assertUsage(await streamText({ ...common, prompt: 'scenario:text' }).usage);
    },
    async errors() {
      const limited = { ...common, model: create(`${name}-limited`) };
      assert.equal((await thrownBy(generateText({ ...limited, prompt: 'scenario:limited' }))).statusCode, 429);
      const bad = await thrownBy(generateText({ ...common, prompt: 'scenario:bad' }));
      assert.equal(bad.statusCode, 400);
      assert.match(bad.message, /The script takes no such thing/);
      const missing = { ...common, model: create('no-such-model') };
      assert.equal((await thrownBy(generateText({ ...missing, prompt: 'hello' }))).statusCode, 404);
    },
    async abort() {
      const leaving = new AbortController();
      const { textStream } = streamText({ ...common, prompt: 'scenario:stall', abortSignal: leaving.signal });
      for await (const piece of textStream) if (piece) break;
      leaving.abort();
      await assertLeft(vendor);
    },
  };
});

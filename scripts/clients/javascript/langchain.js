import { HumanMessage, ToolMessage } from '@langchain/core/messages';
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

const { ChatOpenAI } = await import('@langchain/openai');
const { ChatAnthropic } = await import('@langchain/anthropic');
const openai = { apiKey, maxRetries: 0, configuration: { baseURL: `${url}/v1` }, streamUsage: true };
const anthropic = { apiKey, maxRetries: 0, maxTokens: 4000, anthropicApiUrl: url };
const kind = process.argv[2];

/** The model classes; `reasons`: with which settings each shows reasoning. */
const kinds = {
  openai: { create: (model) => new ChatOpenAI({ ...openai, model, useResponsesApi: false }) },
  responses: {
    create: (model, more) => new ChatOpenAI({ ...openai, model, useResponsesApi: true, zdrEnabled: true, ...more }),
    reasons: { reasoning: { effort: 'medium', summary: 'auto' } },
  },
  anthropic: {
    create: (model, more) => new ChatAnthropic({ ...anthropic, model, ...more }),
    reasons: { thinking: { type: 'enabled', budget_tokens: 1024 } },
  },
};
const { create, reasons } = kinds[kind];

const tool = { type: 'function', function: { name: 'get_tide', description: 'The tide.', parameters: port } };
const inputsOf = ({ tool_calls }) => tool_calls.map(({ name, args }) => [name, args]);

async function whole(stream) {
  let all = null;
  for await (const chunk of await stream) all = all === null ? chunk : all.concat(chunk);
  return all;
}

async function answerTools(model, question, answer) {
  const results = answer.tool_calls.map(
    ({ id }, index) => new ToolMessage({ tool_call_id: id, content: `result ${index}` }),
  );
  return (await model.invoke([new HumanMessage(question), answer, ...results])).text;
}

const reasoningOf = ({ contentBlocks }) =>
  contentBlocks
    .filter(({ type }) => type === 'reasoning')
    .map(({ reasoning }) => reasoning)
    .join('');

function assertUsage({ usage_metadata: { input_tokens, output_tokens, input_token_details } }) {
  assert.deepEqual([input_tokens, output_tokens, input_token_details.cache_read], [20, 7, 8]);
}

await runChecks(({ vendor, model: name }) => {
  const model = create(name);
  const withTools = model.bindTools([tool]);
  return {
    async text() {
      assert.equal((await model.invoke('scenario:text')).text, said.text);
    },
    async stream() {
      const pieces = [];
      for await (const chunk of await model.stream('scenario:text')) pieces.push(chunk.text);
      assert.equal(pieces.join(''), said.text);
      assert.ok(pieces.length > 3);
    },
    async tools() {
      const answer = await withTools.invoke('scenario:tool');
      assert.deepEqual(inputsOf(answer), [['get_tide', { port: 'Brest' }]]);
      assert.equal(await answerTools(withTools, 'scenario:tool', answer), 'Results: result 0');
    },
    async 'tools, streamed'() {
      assert.deepEqual(inputsOf(await whole(withTools.stream('scenario:tool'))), [['get_tide', { port: 'Brest' }]]);
    },
    async 'parallel tools'() {
      const answer = await whole(withTools.stream('scenario:parallel'));
      assert.deepEqual(inputsOf(answer), [
        ['get_tide', { port: 'Brest' }],
        ['get_tide', { port: 'Hull' }],
      ]);
      assert.equal(await answerTools(withTools, 'scenario:parallel', answer), 'Results: result 0 | result 1');
    },
    async images() {
      const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } };
      const message = new HumanMessage({ content: [{ type: 'text', text: 'scenario:image' }, image] });
      assert.equal((await model.invoke([message])).text, pixelSeen);
    },
    async 'structured output'() {
      const method = kind === 'anthropic' ? {} : { method: 'jsonSchema' };
      const structured = model.withStructuredOutput(tide, { name: 'tide', ...method });
      assert.deepEqual(await structured.invoke('scenario:json'), said.tide);
    },
    ...(reasons && {
      async reasoning() {
        const thinker = create(name, reasons);
        assert.equal(reasoningOf(await thinker.invoke('scenario:reasoning')), said.reasoning);
        const streamed = await whole(thinker.stream('scenario:reasoning'));
        assert.equal(reasoningOf(streamed), said.reasoning);
        assert.equal(streamed.text, said.afterThinking);
      },
    }),
    ...(reasons && {
      async 'thinking turn'() {
        const thinker = create(name, reasons).bindTools([tool]);
        const answer = await whole(thinker.stream('scenario:thought'));
        assert.equal(await answerTools(thinker, 'scenario:thought', answer), thoughtKept(vendor));
      },
    }),
    async usage() {
      assertUsage(await model.invoke('scenario:text'));
    },
    async 'usage, streamed'() {
      assertUsage(await whole(model.stream('scenario:text')));
    },
    async errors() {
      const limited = await thrownBy(create(`${name}-limited`).invoke('scenario:limited'));
      assert.equal(limited.status, 429);
      const bad = await thrownBy(model.invoke('scenario:bad'));
      assert.equal(bad.status, 400);
      assert.match(bad.message, /The script takes no such thing/);
      assert.equal((await thrownBy(create('no-such-model').invoke('hello'))).status, 404);
    },
    async abort() {
      const leaving = new AbortController();
      const pieces = (await model.stream('scenario:stall', { signal: leaving.signal }))[Symbol.asyncIterator]();
      // Leaving a loop over it would wait for the piece after.
      while ((await pieces.next()).value?.text === '');
      leaving.abort();
      await assertLeft(vendor);
    },
  };
});

import Anthropic, { BadRequestError, NotFoundError, RateLimitError } from '@anthropic-ai/sdk';
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

const client = new Anthropic({ baseURL: url, apiKey, maxRetries: 0 });
const { messages } = client;
const tools = [{ name: 'get_tide', input_schema: port }];
const ask = (model, content) => ({ model, max_tokens: 4000, messages: [{ role: 'user', content }] });
const thinking = { type: 'enabled', budget_tokens: 1024 };

const textOf = ({ content }) =>
  content
    .filter(({ type }) => type === 'text')
    .map(({ text }) => text)
    .join('');
const callsOf = ({ content }) => content.filter(({ type }) => type === 'tool_use');
const inputsOf = (answer) => callsOf(answer).map(({ name, input }) => [name, input]);

async function answerTools(body, answer) {
  const results = callsOf(answer).map(({ id }, index) => ({
    type: 'tool_result',
    tool_use_id: id,
    content: `result ${index}`,
  }));
  const turns = [
    { role: 'assistant', content: answer.content },
    { role: 'user', content: results },
  ];
  return textOf(await messages.create({ ...body, messages: [...body.messages, ...turns] }));
}

function assertUsage({ usage: { input_tokens, cache_read_input_tokens, output_tokens } }) {
  assert.deepEqual([input_tokens, cache_read_input_tokens, output_tokens], [12, 8, 7]);
}

await runChecks(({ vendor, model }) => ({
  async text() {
    const answer = await messages.create({ ...ask(model, 'scenario:text'), system: 'You know the tides.' });
    assert.equal(textOf(answer), said.text);
    assert.equal(answer.stop_reason, 'end_turn');
    assert.ok(answer._request_id);
  },
  async stream() {
    let pieces = 0;
    const stream = messages.stream(ask(model, 'scenario:text')).on('text', () => {
      pieces += 1;
    });
    assert.equal(await stream.finalText(), said.text);
    assert.ok(pieces > 3);
  },
  async tools() {
    const body = { ...ask(model, 'scenario:tool'), tools };
    const answer = await messages.create(body);
    assert.equal(answer.stop_reason, 'tool_use');
    assert.deepEqual(inputsOf(answer), [['get_tide', { port: 'Brest' }]]);
    assert.equal(await answerTools(body, answer), 'Results: result 0');
  },
  async 'tools, streamed'() {
    const answer = await messages.stream({ ...ask(model, 'scenario:tool'), tools }).finalMessage();
    assert.deepEqual(inputsOf(answer), [['get_tide', { port: 'Brest' }]]);
  },
  async 'parallel tools'() {
    const body = { ...ask(model, 'scenario:parallel'), tools };
    const answer = await messages.stream(body).finalMessage();
    assert.deepEqual(inputsOf(answer), [
      ['get_tide', { port: 'Brest' }],
      ['get_tide', { port: 'Hull' }],
    ]);
    assert.equal(await answerTools(body, answer), 'Results: result 0 | result 1');
  },
  async images() {
    const source = { type: 'base64', media_type: 'image/png', data: pixel };
    const content = [
      { type: 'text', text: 'scenario:image' },
      { type: 'image', source },
    ];
    assert.equal(textOf(await messages.create(ask(model, content))), pixelSeen);
  },
  async 'structured output'() {
    const output_config = { format: { type: 'json_schema', schema: tide } };
    const answer = await messages.create({ ...ask(model, 'scenario:json'), output_config });
    assert.deepEqual(JSON.parse(textOf(answer)), said.tide);
  },
  async reasoning() {
    const body = { ...ask(model, 'scenario:reasoning'), thinking };
    for (const answer of [await messages.create(body), await messages.stream(body).finalMessage()]) {
      assert.equal(answer.content.find(({ type }) => type === 'thinking')?.thinking, said.reasoning);
      assert.equal(textOf(answer), said.afterThinking);
    }
  },
  async 'thinking turn'() {
    const body = { ...ask(model, 'scenario:thought'), tools, thinking };
    const answer = await messages.stream(body).finalMessage();
    assert.equal(answer.content[0].thinking, said.reasoning);
    assert.equal(await answerTools(body, answer), thoughtKept(vendor));
  },
  async usage() {
    assertUsage(await messages.create(ask(model, 'scenario:text')));
  },
  async 'usage, streamed'() {
    assertUsage(await messages.stream(ask(model, 'scenario:text')).finalMessage());
  },
  async errors() {
    const limited = await thrownBy(messages.create(ask(`${model}-limited`, 'scenario:limited')));
    assert.ok(limited instanceof RateLimitError, String(limited));
    assert.ok(Number(limited.headers.get('retry-after')) >= 1);
    assert.equal(limited.error.error.type, 'rate_limit_error');
    assert.ok((await thrownBy(messages.create(ask(model, 'scenario:bad')))) instanceof BadRequestError);
    assert.ok((await thrownBy(messages.create(ask('no-such-model', 'hello')))) instanceof NotFoundError);
  },
  async abort() {
    const stream = messages.stream(ask(model, 'scenario:stall'));
    stream.on('error', () => {});
    stream.on('abort', () => {});
    await new Promise((resolve) => stream.once('text', resolve));
    stream.abort();
    await assertLeft(vendor);
  },
  async 'count tokens'() {
    const { input_tokens } = await messages.countTokens({ model, messages: ask(model, 'scenario:text').messages });
    assert.ok(input_tokens > 0);
  },
}));

import OpenAI, { BadRequestError, NotFoundError, RateLimitError } from 'openai';
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

const { responses } = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const tools = [{ type: 'function', name: 'get_tide', parameters: port, strict: false }];
const ask = (model, input) => ({ model, input, store: false });
const parts = (...content) => [{ role: 'user', content }];

function inputsOf({ output }) {
  return output
    .filter(({ type }) => type === 'function_call')
    .map(({ name, arguments: input }) => [name, JSON.parse(input)]);
}

async function answerTools(body, answer) {
  const results = answer.output
    .filter(({ type }) => type === 'function_call')
    .map(({ call_id }, index) => ({ type: 'function_call_output', call_id, output: `result ${index}` }));
  const input = [{ role: 'user', content: body.input }, ...answer.output, ...results];
  return (await responses.create({ ...body, input })).output_text;
}

const summaryOf = ({ output }) =>
  output
    .filter(({ type }) => type === 'reasoning')
    .flatMap(({ summary, content = [] }) => [...summary, ...content])
    .map(({ text }) => text)
    .join('');

function assertUsage({ usage: { input_tokens, output_tokens, input_tokens_details } }) {
  assert.deepEqual([input_tokens, output_tokens, input_tokens_details.cached_tokens], [20, 7, 8]);
}

await runChecks(({ vendor, model }) => ({
  async text() {
    const answer = await responses.create(ask(model, 'scenario:text'));
    assert.equal(answer.output_text, said.text);
    assert.equal(answer.status, 'completed');
  },
  async stream() {
    let text = '';
    let last = -1;
    let end = null;
    for await (const event of await responses.create({ ...ask(model, 'scenario:text'), stream: true })) {
      assert.equal(event.sequence_number, last + 1);
      last = event.sequence_number;
      if (event.type === 'response.output_text.delta') text += event.delta;
      if (event.type === 'response.completed') end = event.response;
    }
    assert.equal(text, said.text);
    assert.equal(end.output[0].content[0].text, said.text);
  },
  async tools() {
    const body = { ...ask(model, 'scenario:tool'), tools };
    const answer = await responses.create(body);
    assert.deepEqual(inputsOf(answer), [['get_tide', { port: 'Brest' }]]);
    assert.equal(await answerTools(body, answer), 'Results: result 0');
  },
  async 'tools, streamed'() {
    const answer = await responses.stream({ ...ask(model, 'scenario:tool'), tools }).finalResponse();
    assert.deepEqual(inputsOf(answer), [['get_tide', { port: 'Brest' }]]);
  },
  async 'parallel tools'() {
    const body = { ...ask(model, 'scenario:parallel'), tools };
    const answer = await responses.stream(body).finalResponse();
    assert.deepEqual(inputsOf(answer), [
      ['get_tide', { port: 'Brest' }],
      ['get_tide', { port: 'Hull' }],
    ]);
    assert.equal(await answerTools(body, answer), 'Results: result 0 | result 1');
  },
  async images() {
    const image = { type: 'input_image', image_url: `data:image/png;base64,${pixel}`, detail: 'auto' };
    const answer = await responses.create(ask(model, parts({ type: 'input_text', text: 'scenario:image' }, image)));
    assert.equal(answer.output_text, pixelSeen);
  },
  async 'structured output'() {
    const format = { type: 'json_schema', name: 'tide', schema: tide, strict: true };
    const answer = await responses.parse({ ...ask(model, 'scenario:json'), text: { format } });
    assert.deepEqual(JSON.parse(answer.output_text), said.tide);
  },
  async reasoning() {
    const body = { ...ask(model, 'scenario:reasoning'), reasoning: { effort: 'medium', summary: 'auto' } };
    const answer = await responses.create(body);
    assert.equal(summaryOf(answer), said.reasoning);
    assert.equal(answer.output_text, said.afterThinking);
    const streamed = await responses.stream(body).finalResponse();
    assert.equal(summaryOf(streamed), said.reasoning);
  },
  async 'thinking turn'() {
    const include = ['reasoning.encrypted_content'];
    const body = { ...ask(model, 'scenario:thought'), tools, include, reasoning: { effort: 'medium' } };
    const answer = await responses.stream(body).finalResponse();
    assert.equal(await answerTools(body, answer), thoughtKept(vendor));
  },
  async usage() {
    assertUsage(await responses.create(ask(model, 'scenario:text')));
  },
  async 'usage, streamed'() {
    assertUsage(await responses.stream(ask(model, 'scenario:text')).finalResponse());
  },
  async errors() {
    const limited = await thrownBy(responses.create(ask(`${model}-limited`, 'scenario:limited')));
    assert.ok(limited instanceof RateLimitError, String(limited));
    assert.ok((await thrownBy(responses.create(ask(model, 'scenario:bad')))) instanceof BadRequestError);
    assert.ok((await thrownBy(responses.create(ask('no-such-model', 'hello')))) instanceof NotFoundError);
  },
  async abort() {
    const leaving = new AbortController();
    const stream = await responses.create(
      { ...ask(model, 'scenario:stall'), stream: true },
      { signal: leaving.signal },
    );
    for await (const event of stream) if (event.type === 'response.output_text.delta') break;
    leaving.abort();
    await assertLeft(vendor);
  },
}));

import OpenAI, { BadRequestError, NotFoundError, RateLimitError } from 'openai';
import { apiKey, assert, assertLeft, pixel, pixelSeen, port, runChecks, said, thrownBy, tide, url } from './check.js';

const client = new OpenAI({ baseURL: `${url}/v1`, apiKey, maxRetries: 0 });
const chat = client.chat.completions;
const tools = [{ type: 'function', function: { name: 'get_tide', parameters: port } }];
const ask = (model, content) => ({ model, messages: [{ role: 'user', content }] });

function inputsOf({ tool_calls: calls = [] }) {
  return calls.map(({ function: { name, arguments: input } }) => [name, JSON.parse(input)]);
}

/** Gives the tools' results back and reads what the model makes of them. */
async function answerTools(body, message) {
  const results = message.tool_calls.map(({ id }, index) => ({
    role: 'tool',
    tool_call_id: id,
    content: `result ${index}`,
  }));
  const next = await chat.create({ ...body, messages: [...body.messages, message, ...results] });
  return next.choices[0].message.content;
}

function assertUsage({ usage: { prompt_tokens, completion_tokens, prompt_tokens_details } }) {
  assert.deepEqual([prompt_tokens, completion_tokens, prompt_tokens_details.cached_tokens], [20, 7, 8]);
}

await runChecks(({ vendor, model }) => ({
  async text() {
    const answer = await chat.create(ask(model, 'scenario:text'));
    assert.equal(answer.choices[0].message.content, said.text);
    assert.equal(answer.choices[0].finish_reason, 'stop');
  },
  async stream() {
    let text = '';
    let pieces = 0;
    for await (const chunk of await chat.create({ ...ask(model, 'scenario:text'), stream: true })) {
      text += chunk.choices[0]?.delta.content ?? '';
      pieces += 1;
    }
    assert.equal(text, said.text);
    assert.ok(pieces > 5);
  },
  async tools() {
    const body = { ...ask(model, 'scenario:tool'), tools };
    const { message, finish_reason } = (await chat.create(body)).choices[0];
    assert.equal(finish_reason, 'tool_calls');
    assert.deepEqual(inputsOf(message), [['get_tide', { port: 'Brest' }]]);
    assert.equal(await answerTools(body, message), 'Results: result 0');
  },
  async 'tools, streamed'() {
    const { choices } = await chat.stream({ ...ask(model, 'scenario:tool'), tools }).finalChatCompletion();
    assert.deepEqual(inputsOf(choices[0].message), [['get_tide', { port: 'Brest' }]]);
  },
  async 'parallel tools'() {
    const body = { ...ask(model, 'scenario:parallel'), tools };
    const { message } = (await chat.stream(body).finalChatCompletion()).choices[0];
    assert.deepEqual(inputsOf(message), [
      ['get_tide', { port: 'Brest' }],
      ['get_tide', { port: 'Hull' }],
    ]);
    assert.equal(await answerTools(body, message), 'Results: result 0 | result 1');
  },
  async images() {
    const image = { type: 'image_url', image_url: { url: `data:image/png;base64,${pixel}` } };
    const answer = await chat.create(ask(model, [{ type: 'text', text: 'scenario:image' }, image]));
    assert.equal(answer.choices[0].message.content, pixelSeen);
  },
  async 'structured output'() {
    const format = { type: 'json_schema', json_schema: { name: 'tide', schema: tide, strict: true } };
    const answer = await chat.parse({ ...ask(model, 'scenario:json'), response_format: format });
    assert.deepEqual(JSON.parse(answer.choices[0].message.content), said.tide);
  },
  async reasoning() {
    const body = { ...ask(model, 'scenario:reasoning'), reasoning_effort: 'medium' };
    const { message } = (await chat.create(body)).choices[0];
    assert.equal(message.reasoning_content, said.reasoning);
    assert.equal(message.content, said.afterThinking);
    let streamed = '';
    for await (const chunk of await chat.create({ ...body, stream: true })) {
      streamed += chunk.choices[0]?.delta.reasoning_content ?? '';
    }
    assert.equal(streamed, said.reasoning);
  },
  async usage() {
    assertUsage(await chat.create(ask(model, 'scenario:text')));
  },
  async 'usage, streamed'() {
    const body = { ...ask(model, 'scenario:text'), stream_options: { include_usage: true } };
    assertUsage(await chat.stream(body).finalChatCompletion());
  },
  async errors() {
    const limited = await thrownBy(chat.create(ask(`${model}-limited`, 'scenario:limited')));
    assert.ok(limited instanceof RateLimitError, String(limited));
    assert.ok(Number(limited.headers.get('retry-after')) >= 1);
    assert.ok((await thrownBy(chat.create(ask(model, 'scenario:bad')))) instanceof BadRequestError);
    assert.ok((await thrownBy(chat.create(ask('no-such-model', 'hello')))) instanceof NotFoundError);
  },
  async abort() {
    const leaving = new AbortController();
    const stream = await chat.create({ ...ask(model, 'scenario:stall'), stream: true }, { signal: leaving.signal });
    for await (const chunk of stream) if (chunk.choices[0]?.delta.content) break;
    leaving.abort();
    await assertLeft(vendor);
  },
}));

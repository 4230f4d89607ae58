import { expect, test } from '@jest/globals';
import { readRouterLine } from '../../../local/router-line.ts';
import { RouterLineError } from '../../../local/router-line-error.ts';

/** `field: fault`, as far as the example. */
function refusal(line: unknown): string {
  try {
    readRouterLine(typeof line === 'string' ? line : JSON.stringify(line));
  } catch (error) {
    if (error instanceof RouterLineError) return error.message;
    throw error;
  }
  return 'accepted';
}

const parts = [
  { type: 'text', text: 'What is on' },
  { type: 'image_url', image_url: { url: 'https://example.org/a.png' } },
];

test.each([
  ['a text', 'What is 2+2?', [{ role: 'user', content: 'What is 2+2?' }]],
  ['messages', [{ role: 'user', content: 'a' }], [{ role: 'user', content: 'a' }]],
  ['messages of parts', [{ role: 'user', content: parts }], [{ role: 'user', content: parts }]],
  ['parts alone', parts, [{ role: 'user', content: parts }]],
  [
    'an assistant that only calls a tool',
    [{ role: 'assistant', content: null, tool_calls: [] }],
    [{ role: 'assistant', content: null, tool_calls: [] }],
  ],
])('a prompt may be %s', (_, prompt, messages) => {
  expect(readRouterLine(JSON.stringify({ op: 'route', id: 'x', prompt }))).toEqual({ op: 'route', id: 'x', messages });
});

const route = { op: 'route', id: 1, prompt: 'a' };
const learn = { op: 'learn', id: 1, prompt: 'a', weak: 0, strong: 1 };
const choose = { op: 'choose', id: 1, prompt: 'a', models: ['a', 'b'] };
const outcome = { op: 'outcome', id: 1, score: { a: 1 } };

test.each([
  ['no JSON', '{"op":"route",}', 'not valid JSON: it breaks at column 15.'],
  ['JSON that ends early', '{"op":"route"', 'not valid JSON'],
  ['no object', '[1]', 'expected one JSON object.'],
  ['no operation', { id: 1 }, '`op`: expected "learn", "route", "choose", "outcome".'],
  ['another operation', { op: 'rout' }, '`op`: expected "learn", "route", "choose", "outcome", not "rout".'],
  ['no id', { ...route, id: undefined }, '`id`: is missing: a text or a number.'],
  ['an id that is none', { ...route, id: {} }, '`id`: expected a text or a number.'],
  ['a misspelt key', { op: 'route', id: 1, promt: 'a' }, '`promt`: not a known key (did you mean `prompt`?).'],
  ['no prompt', { op: 'route', id: 1 }, '`prompt`: is missing: a text, a list of'],
  ['a number as prompt', { ...route, prompt: 1 }, '`prompt`: expected a text, a list of'],
  ['an empty list as prompt', { ...route, prompt: [] }, '`prompt`: expected a text, a list of'],
  ['a text as message', { ...route, prompt: ['a'] }, '`prompt[0]`: expected {"role","content"}.'],
  [
    'a misspelt role',
    { ...route, prompt: [{ role: 'usr', content: 'a' }] },
    '`prompt[0].role`: expected one of system, developer, user, assistant, tool, function (did you mean `user`?).',
  ],
  [
    'a message without content',
    { ...route, prompt: [{ role: 'user' }] },
    '`prompt[0].content`: expected a text or a list of content parts.',
  ],
  [
    'a text among parts',
    { ...route, prompt: [{ role: 'user', content: [...parts, 'a'] }] },
    '`prompt[0].content[2]`: expected a content part, as {"type":"text","text":"…"}.',
  ],
  ['a part without its text', { ...route, prompt: [{ type: 'text' }] }, '`prompt[0].text`: expected a text.'],
  ['no score', { ...learn, weak: undefined }, '`weak`: is missing: a number, higher is better.'],
  ['a text as score', { ...learn, strong: '1' }, '`strong`: expected a number, higher is better.'],
  ['an endless score', '{"op":"learn","id":1,"prompt":"a","weak":1e999,"strong":1}', '`weak`: expected a number'],
  ['no models', { ...choose, models: undefined }, '`models`: is missing: a list of names.'],
  ['no model among them', { ...choose, models: [] }, '`models`: expected a list of at least one name.'],
  ['a model without a name', { ...choose, models: ['a', ''] }, '`models[1]`: expected a name.'],
  ['a model twice', { ...choose, models: ['a', 'b', 'a'] }, '`models[2]`: "a" stands in this list already.'],
  ['no outcome', { ...outcome, score: undefined }, '`score`: is missing: an object of numbers'],
  ['a number as outcome', { ...outcome, score: 1 }, '`score`: expected an object of numbers'],
  ['a text as outcome', { ...outcome, score: { a: 'good' } }, '`score["a"]`: expected a number.'],
  ['a cost below 0', { ...outcome, cost: { a: -1 } }, '`cost["a"]`: expected a number of 0 or more.'],
])('%s is refused', (_, line, said) => {
  expect(refusal(line).slice(0, said.length)).toBe(said);
});

test.each([
  route,
  { ...route, label: 'x' },
  learn,
  choose,
  outcome,
  { ...outcome, cost: { a: 0 } },
  { ...outcome, host: 'x' },
])('the line %j is read', (line) => {
  expect(refusal(line)).toBe('accepted');
});

test.each([route, learn, choose, outcome])('the example shown for a bad %j is a good line', (line) => {
  const [, example = ''] = refusal({ ...line, id: null, prompt: null }).split('Example: ');
  expect(readRouterLine(example).op).toBe(line.op);
});

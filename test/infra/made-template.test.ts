import { expect, test } from '@jest/globals';
import { MadeTemplate } from './support/made-template.ts';

const template = new MadeTemplate({
  Resources: { Queue: { Type: 'Q', Properties: { Deep: { Wanted: 1, More: 2 }, List: [1, 2] } } },
});

test('a resource has properties that are a part of its own, at any depth', () => {
  template.hasResourceProperties('Q', { Deep: { Wanted: 1 } });
});

test.each<[string, Readonly<Record<string, unknown>>]>([
  ['Q', { Deep: { Wanted: 2 } }],
  ['Q', { Absent: 1 }],
  ['Q', { List: [1] }],
  ['Other', { Deep: { Wanted: 1 } }],
])('%s does not have %j', (type, properties) => {
  expect(() => template.hasResourceProperties(type, properties)).toThrow();
});

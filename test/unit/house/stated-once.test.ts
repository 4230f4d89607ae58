import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const root = join(import.meta.dirname, '../../..');
const files = ['core', 'protocols', 'adapters', 'wiring', 'local', 'lambdas'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`),
);

/** Rules that had grown a copy in each adapter or codec, by what every copy of them would have to say. */
test.each([
  ['what a JSON object is', /=== 'object' && \w+ !== null && !Array\.isArray\(/, 'core/conversation/is-json-object.ts'],
  ['the longest answer', /32 \* 1024 \* 1024|33_?554_?432/, 'adapters/provider-http/read-whole.ts'],
  ['what an HTTP status says of an error', /\[429, 'rate-limit'\]/, 'protocols/http-errors/kind-of-status.ts'],
  ['what to say when a provider did not', /without an explanation/, 'protocols/http-errors/silence.ts'],
  ['what clients call an option', /=== 'choiceCount'\) return 'n'/, 'core/conversation/option-field.ts'],
  ['when AWS is not configured', /No AWS region is known/, 'adapters/aws-sdk/unconfigured.ts'],
  ['how long a list of models may take', /did not list its models/, 'adapters/provider-http/ask-for-models.ts'],
  ['what a redirect leads to', /with a redirect/, 'adapters/provider-http/redirect-error.ts'],
])('%s is stated once', (_, statement, place) => {
  expect(files.filter((file) => statement.test(readFileSync(join(root, file), 'utf8')))).toEqual([place]);
});

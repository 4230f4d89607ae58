import { expect, test } from '@jest/globals';
import { placePath, vertexBaseUrl } from '../../../adapters/vertexai/vertex-address.ts';
import { readModelName } from '../../../adapters/vertexai/vertex-model-name.ts';

test.each([
  ['us-central1', 'https://us-central1-aiplatform.googleapis.com'],
  ['northamerica-northeast1', 'https://northamerica-northeast1-aiplatform.googleapis.com'],
  ['global', 'https://aiplatform.googleapis.com'],
  ['eu', 'https://aiplatform.eu.rep.googleapis.com'],
  ['us', 'https://aiplatform.us.rep.googleapis.com'],
])('%s is served at %s', (location, url) => {
  expect(vertexBaseUrl(location)).toBe(url);
});

test.each(['', 'evil.test/', 'evil.test#', 'us-central1.evil.test', 'US', 'a@b', '-x', 'x-', '../x'])(
  '%j is no location, so that no token goes elsewhere',
  (location) => {
    expect(() => vertexBaseUrl(location)).toThrow(TypeError);
    expect(() => placePath({ project: 'tide', location })).toThrow(TypeError);
  },
);

test.each(['tide-project', '123456', 'tide.test:old-project'])('%s is a project', (project) => {
  expect(placePath({ project, location: 'global' })).toBe(`/v1/projects/${project}/locations/global`);
});

test.each(['', 'a/b', '../x', 'a b', 'a?b'])('%j is no project', (project) => {
  expect(() => placePath({ project, location: 'global' })).toThrow(TypeError);
});

test.each([
  ['gemini-3-flash', 'google', 'publishers/google/models/gemini-3-flash'],
  ['google/gemini-3-flash', 'google', 'publishers/google/models/gemini-3-flash'],
  ['claude-sonnet-5-5@20260101', 'anthropic', 'publishers/anthropic/models/claude-sonnet-5-5@20260101'],
  ['anthropic/claude-haiku-5-5', 'anthropic', 'publishers/anthropic/models/claude-haiku-5-5'],
  ['publishers/anthropic/models/claude-haiku-5-5', 'anthropic', 'publishers/anthropic/models/claude-haiku-5-5'],
  ['endpoints/123', 'google', 'endpoints/123'],
  ['../../x:y?z', 'google', 'publishers/google/models/..%2F..%2Fx%3Ay%3Fz'],
] as const)('%s is published by %s', (id, publisher, path) => {
  expect(readModelName(id)).toEqual({ publisher, path });
});

import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { defaultModel, defaultRouteNames } from '../../../config/default-models.ts';

const catalogue = readFileSync(new URL('../../../config/models.json', import.meta.url), 'utf8');

const regions = ['us-east-1', 'us-gov-west-1', 'eu-west-1', 'ap-northeast-1', 'ap-southeast-2', 'ap-south-1', null];

test.each(['openai', 'anthropic', 'bedrock', 'vertexai', 'gemini'] as const)(
  'the default models of %s are ones that are known',
  (kind) => {
    for (const route of defaultRouteNames) {
      for (const region of regions) expect(catalogue).toContain(`"${defaultModel(kind, route, region)}"`);
    }
  },
);

import { describe, expect, test } from '@jest/globals';
import { bedrockFailure } from '../../../adapters/bedrock/bedrock-failure.ts';

describe('what the SDK throws before it calls anyone', () => {
  test('a missing region says where to set one', () => {
    expect(bedrockFailure(new Error('Region is missing'), null, 0)).toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringContaining('AWS_REGION'),
    });
  });

  test('missing credentials say where they are looked for', () => {
    const thrown = Object.assign(new Error('Could not load credentials'), { name: 'CredentialsProviderError' });
    expect(bedrockFailure(thrown, null, 0)).toMatchObject({
      kind: 'upstream-auth',
      message: expect.stringContaining('AWS_PROFILE'),
    });
  });

  test('anything else is a connection that could not be made', () => {
    expect(bedrockFailure(new Error('connect ECONNREFUSED'), null, 0)).toMatchObject({ kind: 'unreachable' });
  });
});

import { describe, expect, test } from '@jest/globals';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { bedrockModelArns } from '../../lib/bedrock-model-arns.ts';
import { ModelAccessStack } from '../../lib/model-access-stack.ts';
import { parseSettings } from '../../lib/settings.ts';

const place = { partition: 'aws', account: '111122223333', regions: ['us-east-1', 'eu-west-1'] };

const yaml = `
version: 1
providers:
  cloud: { kind: bedrock, region: us-east-1 }
  other: { kind: ollama }
targets:
  haiku: { provider: cloud, model: us.anthropic.claude-haiku-5-5 }
  nova: { provider: cloud, model: amazon.nova-lite-v1:0 }
  local: { provider: other, model: llama3 }
routes:
  fast: { targets: [haiku, nova, local] }
`;

describe('the permission to call models', () => {
  test('covers an inference profile and the model behind it', () => {
    expect(bedrockModelArns('us.anthropic.claude-haiku-5-5', place)).toEqual([
      'arn:aws:bedrock:us-east-1:111122223333:inference-profile/us.anthropic.claude-haiku-5-5',
      'arn:aws:bedrock:eu-west-1:111122223333:inference-profile/us.anthropic.claude-haiku-5-5',
      'arn:aws:bedrock:*::foundation-model/anthropic.claude-haiku-5-5',
    ]);
  });

  test('takes a plain model in the regions it is called in, and an ARN as it stands', () => {
    expect(bedrockModelArns('amazon.nova-lite-v1:0', place)).toContain(
      'arn:aws:bedrock:eu-west-1::foundation-model/amazon.nova-lite-v1:0',
    );
    const arn = 'arn:aws:bedrock:us-east-1:111122223333:application-inference-profile/abc';
    expect(bedrockModelArns(arn, place)).toEqual([arn]);
  });

  test('allows two actions on named models, and nothing else', () => {
    const { bedrockModels } = parseSettings(yaml, 'cato.yaml');
    const regions = ['us-east-1'];
    const app = new App({ builtinCloudFormationValidation: false });
    const stack = new ModelAccessStack(app, 'access', { regions, bedrockModels, env: { region: 'us-east-1' } });
    const policies = Object.values(Template.fromStack(stack).findResources('AWS::IAM::ManagedPolicy'));
    expect(policies).toHaveLength(1);
    const statements = policies[0]?.Properties.PolicyDocument.Statement;
    expect(statements).toHaveLength(1);
    expect(statements[0].Action).toEqual(['bedrock:InvokeModel', 'bedrock:InvokeModelWithResponseStream']);
    const resources = JSON.stringify(statements[0].Resource);
    expect(resources).toContain('inference-profile/us.anthropic.claude-haiku-5-5');
    expect(resources).not.toContain('llama3');
    expect(statements[0].Resource).not.toContain('*');
  });
});

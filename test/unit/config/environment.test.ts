import { describe, expect, test } from '@jest/globals';
import { parseEnvironment } from '../../../config/environment.ts';

describe('an environment', () => {
  test('without variables has defaults and nothing else', () => {
    const { environment, problems } = parseEnvironment({});
    expect(problems).toEqual([]);
    expect(environment).toEqual({
      port: 4000,
      host: '127.0.0.1',
      configFile: null,
      dataDirectory: null,
      masterKey: null,
      defaultProvider: null,
      openai: { apiKey: null, model: null, baseUrl: null, organization: null, project: null },
      anthropic: { apiKey: null, model: null, baseUrl: null },
      ollama: { model: null, baseUrl: null },
      bedrock: { region: null, model: null, credentialsVariable: null, bearerToken: null },
      gemini: { apiKey: null, model: null, baseUrl: null },
      azure: {
        ...{ apiKey: null, model: null, baseUrl: null, apiVersion: null },
        identity: {
          ...{ tenantId: null, clientId: null, clientSecret: null, tokenFile: null, authority: null },
          ...{ endpoint: null, header: null },
        },
      },
      vertexai: { project: null, location: null, model: null },
      keys: {},
      models: {},
    });
  });

  test('with empty variables is one without them', () => {
    const names = ['PORT', 'HOST', 'LLM_PROVIDER', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'AWS_REGION', 'AWS_PROFILE'];
    const empty = Object.fromEntries(names.map((name, index) => [name, index % 2 === 0 ? '' : '  ']));
    expect(parseEnvironment(empty)).toEqual(parseEnvironment({}));
  });

  test('is read from every variable', () => {
    const { environment, problems } = parseEnvironment({
      PORT: '8080',
      HOST: '0.0.0.0',
      CATO_CONFIG: 'my.yaml',
      CATO_DATA: ':memory:',
      CATO_MASTER_KEY: 'master',
      LLM_PROVIDER: 'mine',
      OPENAI_API_KEY: ' openai-key ',
      OPENAI_MODEL: 'gpt-6-luna',
      OPENAI_BASE_URL: 'https://proxy.example/v1',
      OPENAI_ORG_ID: 'org-1',
      OPENAI_PROJECT_ID: 'proj-1',
      ANTHROPIC_API_KEY: 'anthropic-key',
      ANTHROPIC_MODEL: 'claude-haiku-5-5',
      ANTHROPIC_BASE_URL: 'https://claude.example',
      OLLAMA_BASE_URL: 'http://box:11434',
      OLLAMA_MODEL: 'llama3',
      AWS_REGION: 'eu-west-1',
      BEDROCK_MODEL_ID: 'eu.anthropic.claude-haiku-5-5',
      AWS_PROFILE: 'work',
    });
    expect(problems).toEqual([]);
    expect(environment).toMatchObject({
      port: 8080,
      host: '0.0.0.0',
      configFile: 'my.yaml',
      dataDirectory: ':memory:',
      defaultProvider: 'mine',
      openai: { model: 'gpt-6-luna', baseUrl: 'https://proxy.example/v1', organization: 'org-1', project: 'proj-1' },
      anthropic: { model: 'claude-haiku-5-5', baseUrl: 'https://claude.example' },
      ollama: { model: 'llama3', baseUrl: 'http://box:11434' },
      bedrock: { region: 'eu-west-1', model: 'eu.anthropic.claude-haiku-5-5', credentialsVariable: 'AWS_PROFILE' },
    });
    expect(environment.masterKey?.reveal()).toBe('master');
    expect(environment.openai.apiKey?.value.reveal()).toBe('openai-key');
    expect(environment.openai.apiKey?.reference).toBe('env:OPENAI_API_KEY');
    expect(JSON.stringify(environment)).not.toMatch(/openai-key|anthropic-key|"master"/);
  });

  test('takes AWS_DEFAULT_REGION where AWS_REGION is not set', () => {
    const region = (variables: Record<string, string>) => parseEnvironment(variables).environment.bedrock.region;
    expect(region({ AWS_DEFAULT_REGION: 'eu-west-3' })).toBe('eu-west-3');
    expect(region({ AWS_DEFAULT_REGION: 'eu-west-3', AWS_REGION: 'us-gov-west-1' })).toBe('us-gov-west-1');
  });

  test.each([
    'AWS_ACCESS_KEY_ID',
    'AWS_PROFILE',
    'AWS_BEARER_TOKEN_BEDROCK',
    'AWS_WEB_IDENTITY_TOKEN_FILE',
    'AWS_CONTAINER_CREDENTIALS_RELATIVE_URI',
  ])('sees AWS credentials by %s and does not keep them', (variable) => {
    const { environment } = parseEnvironment({ [variable]: 'some-value' });
    expect(environment.bedrock.credentialsVariable).toBe(variable);
    expect(JSON.stringify(environment)).not.toContain('some-value');
  });
});

describe('a variable that cannot be used', () => {
  test.each([
    ['PORT', '80a', 'expected a port number from 0 to 65535'],
    ['PORT', '-1', 'expected a port number from 0 to 65535'],
    ['PORT', '65536', 'expected a port number from 0 to 65535'],
    ['PORT', '4000.5', 'expected a port number from 0 to 65535'],
    ['HOST', 'http://localhost', 'expected an address or a host name, without a scheme or port'],
    ['OPENAI_BASE_URL', 'localhost', 'expected an address such as https://host/v1'],
    ['OLLAMA_BASE_URL', 'localhost:11434', 'expected an address that begins with http:// or https://'],
    ['ANTHROPIC_BASE_URL', 'https://u:p@host', 'credentials do not belong into an address; use `apiKey`'],
    ['OPENAI_API_KEY', 'two words', 'cannot be sent in a header; expected one line of ASCII without spaces'],
    ['CATO_MASTER_KEY', 'schlüssel', 'cannot be sent in a header; expected one line of ASCII without spaces'],
    ['AWS_REGION', 'mars', 'expected an AWS region such as us-east-1'],
  ])('%s=%s is told and counts as unset', (variable, value, message) => {
    const { environment, problems } = parseEnvironment({ [variable]: value });
    expect(problems).toEqual([{ variable, message }]);
    expect(environment).toEqual(parseEnvironment({}).environment);
  });

  test('does not keep the others from being told', () => {
    const { problems } = parseEnvironment({ PORT: 'x', AWS_REGION: 'x', HOST: 'http://x' });
    expect(problems.map(({ variable }) => variable)).toEqual(['PORT', 'HOST', 'AWS_REGION']);
  });
});

test('port 0 asks for any free port', () => {
  expect(parseEnvironment({ PORT: '0' }).environment.port).toBe(0);
});

import type { Client } from './client.ts';

const aiSdk = ['ai@7.0.173'];
const langchain = ['@langchain/core@1.4.0'];

/** Every client the matrix is run with, in the order of the table. */
export const clients: readonly Client[] = [
  {
    name: 'Claude Code',
    language: 'javascript',
    driver: 'claude-code',
    speaks: 'Messages',
    packages: ['@anthropic-ai/claude-code@2.1.330'],
  },
  {
    name: 'Codex CLI',
    language: 'javascript',
    driver: 'codex',
    speaks: 'Responses',
    packages: ['@openai/codex@0.169.0'],
  },
  { name: 'openai (npm)', language: 'javascript', driver: 'openai-chat', speaks: 'Chat', packages: ['openai@7.55.0'] },
  {
    name: 'openai (npm)',
    language: 'javascript',
    driver: 'openai-responses',
    speaks: 'Responses',
    packages: ['openai@7.55.0'],
  },
  {
    name: '@anthropic-ai/sdk',
    language: 'javascript',
    driver: 'anthropic',
    speaks: 'Messages',
    packages: ['@anthropic-ai/sdk@1.11.0'],
  },
  {
    name: 'AI SDK, openai',
    language: 'javascript',
    driver: 'ai-sdk',
    option: 'openai',
    speaks: 'Responses',
    packages: [...aiSdk, '@ai-sdk/openai@4.0.118'],
  },
  {
    name: 'AI SDK, openai-compatible',
    language: 'javascript',
    driver: 'ai-sdk',
    option: 'openai-compatible',
    speaks: 'Chat',
    packages: [...aiSdk, '@ai-sdk/openai-compatible@3.0.92'],
  },
  {
    name: 'AI SDK, anthropic',
    language: 'javascript',
    driver: 'ai-sdk',
    option: 'anthropic',
    speaks: 'Messages',
    packages: [...aiSdk, '@ai-sdk/anthropic@4.0.105'],
  },
  {
    name: 'LangChain JS, OpenAI',
    language: 'javascript',
    driver: 'langchain',
    option: 'openai',
    speaks: 'Chat',
    packages: [...langchain, '@langchain/openai@1.6.0'],
  },
  {
    name: 'LangChain JS, OpenAI',
    language: 'javascript',
    driver: 'langchain',
    option: 'responses',
    speaks: 'Responses',
    packages: [...langchain, '@langchain/openai@1.6.0'],
  },
  {
    name: 'LangChain JS, Anthropic',
    language: 'javascript',
    driver: 'langchain',
    option: 'anthropic',
    speaks: 'Messages',
    packages: [...langchain, '@langchain/anthropic@1.5.11'],
    limits: {
      'usage, streamed':
        'It takes input tokens from `message_start` alone, where a translated stream cannot know them yet, and adds the output tokens of `message_start` to the total in `message_delta`, on Anthropic’s own streams as well.',
    },
  },
  { name: 'openai (PyPI)', language: 'python', driver: 'openai_chat', speaks: 'Chat', packages: ['openai==3.54.0'] },
  {
    name: 'openai (PyPI)',
    language: 'python',
    driver: 'openai_responses',
    speaks: 'Responses',
    packages: ['openai==3.54.0'],
  },
  {
    name: 'anthropic (PyPI)',
    language: 'python',
    driver: 'anthropic_messages',
    speaks: 'Messages',
    packages: ['anthropic==2.12.0'],
  },
];

import OpenAI from 'openai';
import { expect, refusal, toRefusal } from '../expect.ts';
import { type Deployment, type Scenario, Skipped } from '../scenario.ts';
import { conversation } from './conversation.ts';

const nobodys = 'no-such-provider-e2e/no-such-model';

export const errors: readonly Scenario[] = [
  {
    name: 'errors: a wrong key is 401',
    async run({ baseURL, model }) {
      const stranger = new OpenAI({ baseURL, apiKey: 'wrong-key-of-nobody', maxRetries: 0 });
      const asking = stranger.chat.completions.create({ model, messages: conversation });
      const thrown = await asking.then(
        () => null,
        (error: unknown) => error,
      );
      if (thrown === null) throw new Skipped('this gateway wants no key');
      const { status, code, message } = toRefusal(thrown);
      expect(status === 401, 'it is 401', { status, message });
      // API Gateway, or a firewall, must not be who says it.
      expect(code === 'invalid_api_key', 'the gateway says it', code);
    },
  },
  {
    name: 'errors: an unknown model is 404 and named',
    async run({ openai }) {
      const asking = openai.chat.completions.create({ model: nobodys, messages: conversation });
      const error = await refusal(asking).catch(() => null);
      if (error === null) throw new Skipped('a route of this deployment answers every name');
      expect(error.status === 404 && error.code === 'model_not_found', 'it is model_not_found', error);
    },
  },
  {
    name: 'errors: a parameter that is wrong is 400 and named',
    async run({ openai, model }) {
      const error = await refusal(openai.chat.completions.create({ model, messages: [...conversation], n: -1 }));
      expect(error.status === 400 && error.param === 'n', 'it is the parameter', error);
    },
  },
  {
    name: 'errors: a body that is no JSON is 400, in the format of its client',
    async run(deployment) {
      const chat = await post(deployment, '/v1/chat/completions', '{"model":');
      expect(chat.status === 400, 'it is 400', chat.status);
      expect(chat.body.error?.code === 'invalid_json', 'it says so', chat.body);
      const messages = await post(deployment, '/v1/messages', '{"model":');
      expect(messages.status === 400, 'so it is in Messages', messages.status);
      expect(
        messages.body.type === 'error' && messages.body.error?.type === 'invalid_request_error',
        'which has its own shape',
        messages.body,
      );
    },
  },
  {
    name: 'errors: a path that is nobody’s is 404',
    async run(deployment) {
      const { status, body } = await post(deployment, '/v1/nothing', '{}');
      expect(status === 404 && typeof body.error?.message === 'string', 'it is 404 with a reason', { status, body });
    },
  },
];

interface ErrorBody {
  readonly type?: string;
  readonly error?: { readonly code?: string; readonly type?: string; readonly message?: string };
}

async function post(
  { fetch }: Deployment,
  path: string,
  body: string,
): Promise<{ readonly status: number; readonly body: ErrorBody }> {
  const answer = await fetch(path, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  return { status: answer.status, body: (await answer.json()) as ErrorBody };
}

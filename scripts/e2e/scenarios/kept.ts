import { randomUUID } from 'node:crypto';
import { toFile } from 'openai';
import { expect, ifOffered } from '../expect.ts';
import { type Deployment, type Scenario, Skipped } from '../scenario.ts';
import { conversation, theName } from './conversation.ts';

export const kept: readonly Scenario[] = [
  {
    name: 'idempotency: an equal request with the same key gets the very same answer',
    async run(deployment) {
      const key = `e2e-${randomUUID()}`;
      const first = await ask(deployment, { 'idempotency-key': key });
      const again = await ask(deployment, { 'idempotency-key': key });
      expect(again.headers.get('idempotent-replayed') === 'true', 'the second says that it is given again');
      expect(again.text === first.text && first.text !== '', 'both say the same', [first.text, again.text]);
    },
  },
  {
    name: 'sessions: what was said is known by the session’s name alone',
    async run({ openai, model }) {
      const headers = { 'x-cato-session': `e2e-${randomUUID()}` };
      const [statement] = conversation;
      const say = (content: string) =>
        openai.chat.completions.create({ model, messages: [{ role: 'user', content }] }, { headers });
      await ifOffered(() => say(statement?.content ?? ''));
      const { choices } = await say('What is my name? Answer with the name.');
      expect(choices[0]?.message.content?.includes(theName) === true, 'it knows the name', choices[0]);
    },
  },
  {
    name: 'files: one is sent, read and deleted',
    async run({ openai }) {
      const file = await ifOffered(async () =>
        openai.files.create({ file: await toFile(Buffer.from('{}\n'), 'lines.jsonl'), purpose: 'batch' }),
      );
      expect((await (await openai.files.content(file.id)).text()) === '{}\n', 'it is read as it was sent');
      expect((await openai.files.delete(file.id)).deleted, 'it is deleted');
    },
  },
  {
    name: 'views: health, readiness, and what the API says of itself',
    async run({ fetch }) {
      for (const path of ['/health', '/health/ready']) {
        const { status } = await fetch(path);
        expect(status === 200, `${path} is 200`, status);
      }
      const description = await fetch('/openapi.json');
      expect(description.status === 200, '/openapi.json is 200', description.status);
      const { paths } = (await description.json()) as { readonly paths: object };
      expect('/v1/chat/completions' in paths, 'it has the paths');
    },
  },
  {
    name: 'views: operators see how it is, and why a request went where it went',
    async run(deployment) {
      const { headers } = await ask(deployment, {});
      const id = headers.get('x-cato-request-id');
      expect(id !== null, 'an answer has its id');
      expect(headers.get('x-cato-target') !== null, 'and its target');
      const health = await deployment.fetch('/api/admin/cato/health');
      expect(health.status === 200, 'health is 200', health.status);
      const found = await deployment.fetch(`/api/admin/cato/requests/${id}`);
      const body = await found.text();
      if (body.includes('not_available_in_this_deployment')) throw new Skipped('requests are in the log alone here');
      expect(found.status === 200 && body.includes(id), 'the request is found', body);
    },
  },
  {
    name: 'views: metrics',
    async run({ fetch }) {
      const answer = await fetch('/metrics');
      const body = await answer.text();
      if (body.includes('not_available_in_this_deployment')) throw new Skipped('metrics are elsewhere here');
      expect(answer.status === 200 && body.includes('cato_'), 'there are some', body);
    },
  },
];

async function ask(
  { fetch, model }: Deployment,
  headers: Readonly<Record<string, string>>,
): Promise<{ readonly headers: Headers; readonly text: string }> {
  const answer = await fetch('/v1/chat/completions', {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ model, messages: conversation }),
  });
  const body = (await answer.json()) as {
    readonly choices?: readonly { readonly message: { readonly content: string } }[];
  };
  expect(answer.status === 200, 'the request is answered', body);
  return { headers: answer.headers, text: body.choices?.[0]?.message.content ?? '' };
}

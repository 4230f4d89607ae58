import { expect } from '../expect.ts';
import { type Deployment, type Scenario, Skipped } from '../scenario.ts';

export const models: readonly Scenario[] = [
  {
    name: 'models: they are listed, and each is found by its id',
    async run({ openai, anthropic }) {
      const { data } = await openai.models.list();
      expect(data.length > 0, 'there are some');
      for (const { id, object } of data.slice(0, 5)) {
        expect(object === 'model', 'each is a model', object);
        expect((await openai.models.retrieve(id)).id === id, 'each is found', id);
      }
      const page = await anthropic.models.list({ limit: 5 });
      expect(page.data[0]?.type === 'model', 'the Anthropic client lists them as well', page.data[0]);
    },
  },
  {
    name: 'embeddings: near is nearer than far',
    async run(deployment) {
      const model = await embeddingModel(deployment);
      const input = ['A cat sleeps on the sofa.', 'A kitten naps on the couch.', 'The invoice is due on Monday.'];
      const { data } = await deployment.openai.embeddings.create({ model, input });
      const [cat = [], kitten = [], invoice = []] = data.map(({ embedding }) => embedding);
      expect(data.length === 3 && cat.length > 0, 'each text has one', data.length);
      const [near, far] = [cosine(cat, kitten), cosine(cat, invoice)];
      expect(near > far, 'what means the same is nearer', { near, far });
    },
  },
];

async function embeddingModel({ openai, embeddingModel }: Deployment): Promise<string> {
  if (embeddingModel !== null) return embeddingModel;
  const { data } = await openai.models.list();
  const found = data.find(({ id }) => /embedding|titan-embed|embed-|minilm|nomic-embed|\bbge\b/i.test(id));
  if (found === undefined)
    throw new Skipped('no listed model is called like one that embeds; name one by --embedding-model');
  return found.id;
}

function cosine(a: readonly number[], b: readonly number[]): number {
  const dot = (x: readonly number[], y: readonly number[]) =>
    x.reduce((sum, value, at) => sum + value * (y[at] ?? 0), 0);
  return dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b));
}

import type { EffectiveProvider } from '../config/effective-provider.ts';
import type { ModelCatalogue } from '../config/model-catalogue.ts';

const maxNamed = 3;

/** How to have a model that makes embeddings. */
export const configureEmbeddings =
  'Configure a provider that has embedding models, then start again: set OPENAI_API_KEY (`openai/text-embedding-3-small`), or AWS credentials and AWS_REGION (`bedrock/amazon.titan-embed-text-v2:0`), or run Ollama (`ollama/all-minilm`).';

/** Which embedding models the configured providers are known to have, or how to have one. */
export function embeddingAdvice(
  providers: readonly Pick<EffectiveProvider, 'name' | 'kind'>[],
  catalogue: ModelCatalogue,
): string {
  const known = providers.flatMap(({ name, kind }) =>
    catalogue
      .ids(kind)
      .filter((id) => catalogue.find(kind, id)?.capabilities.embeddings === true)
      .map((id) => `\`${name}/${id}\``),
  );
  if (known.length > 0) return `Ask for an embedding model, such as ${known.slice(0, maxNamed).join(', ')}.`;
  const encoder = providers.find(({ kind }) => kind === 'onnx-encoder');
  if (encoder) return `Ask for an encoder that is on this machine, such as \`${encoder.name}/all-minilm-l6-v2\`.`;
  const open = providers.find(({ kind }) => kind === 'ollama' || kind === 'openai-compatible');
  if (open) return `Ask for an embedding model that the provider serves, as \`${open.name}/…\`.`;
  return configureEmbeddings;
}

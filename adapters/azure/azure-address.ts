/** Where Azure OpenAI is called. */
export interface AzureAddress {
  /** For the HTTP connections: scheme, host, and a path where one is configured above `/openai`. */
  readonly baseUrl: string;
  /** @param model name of the deployment. */
  chatPath(model: string): string;
  embeddingsPath(model: string): string;
}

export interface AzureAddressOptions {
  /** `https://NAME.openai.azure.com`, with or without `/openai` or `/openai/v1` behind it. */
  readonly baseUrl: string;
  /**
   * A dated version (`2024-10-21`) is asked for below `/openai/deployments/…`; `null`, `v1` and `preview` mean the
   * undated interface below `/openai/v1`, in which the body names the deployment.
   */
  readonly apiVersion: string | null;
}

/** @throws RangeError when a dated version is wanted of an address that says `/openai/v1`. */
export function azureAddress({ baseUrl, apiVersion }: AzureAddressOptions): AzureAddress {
  const trimmed = baseUrl.replace(/\/+$/, '');
  const resource = trimmed.replace(/\/openai(?:\/v1)?$/, '');
  if (apiVersion === null || apiVersion === 'v1' || apiVersion === 'preview') {
    const query = apiVersion === null ? '' : `?api-version=${apiVersion}`;
    const path = (operation: string) => (): string => `/openai/v1/${operation}${query}`;
    return { baseUrl: resource, chatPath: path('chat/completions'), embeddingsPath: path('embeddings') };
  }
  if (trimmed.endsWith('/openai/v1')) {
    throw new RangeError(
      `The base URL ends in /openai/v1, which has no dated versions: leave the API version ${apiVersion} or /openai/v1 out.`,
    );
  }
  const query = `?api-version=${encodeURIComponent(apiVersion)}`;
  const path = (operation: string) => (model: string) =>
    `/openai/deployments/${encodeURIComponent(model)}/${operation}${query}`;
  return { baseUrl: resource, chatPath: path('chat/completions'), embeddingsPath: path('embeddings') };
}

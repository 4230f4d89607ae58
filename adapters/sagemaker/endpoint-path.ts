/** An endpoint, and one of its inference components where it has some. */
export interface EndpointName {
  readonly endpoint: string;
  readonly inferenceComponent: string | null;
}

/**
 * The path under which a target's model is asked for. The model is the name of the endpoint, or
 * `ENDPOINT/INFERENCE-COMPONENT`: neither name has a slash.
 */
export function endpointPath(model: string): string {
  return `/${model}`;
}

export function readEndpointPath(path: string): EndpointName {
  const [endpoint = '', ...rest] = path.slice(1).split('/');
  return { endpoint, inferenceComponent: rest.length === 0 ? null : rest.join('/') };
}

/** The part of API Gateway's event (REST API, proxy integration) that an exchange needs. */
export interface ApiGatewayEvent {
  readonly httpMethod: string;
  /** As the client sent it, without the stage. */
  readonly path: string;
  readonly multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly multiValueQueryStringParameters?: Readonly<Record<string, readonly string[] | undefined>> | null;
  readonly body?: string | null;
  readonly isBase64Encoded?: boolean;
}

/** Those that API Gateway passes on. */
const methods: ReadonlySet<unknown> = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

/** Whether it is one: who invokes a function without API Gateway can give it anything. */
export function isApiGatewayEvent(event: unknown): event is ApiGatewayEvent {
  if (typeof event !== 'object' || event === null || !('httpMethod' in event) || !('path' in event)) return false;
  return methods.has(event.httpMethod) && typeof event.path === 'string' && event.path.startsWith('/');
}

/** What anything else is answered with. */
export const noApiGatewayEvent = {
  statusCode: 400,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    error: { message: 'This function answers events of API Gateway alone (proxy integration).' },
  }),
} as const;

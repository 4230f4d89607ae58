import { ResponseType, type RestApi } from 'aws-cdk-lib/aws-apigateway';

interface GatewayError {
  /** Default: API Gateway's own. */
  readonly status?: number;
  readonly type: string;
  readonly code: string;
  readonly message: string;
}

const tooMany: GatewayError = {
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
  message: 'Too many requests for this deployment at the moment. Try again shortly.',
};

/** What API Gateway answers by itself, in the words of the gateway; whatever is not here is one of the two defaults. */
const errors: readonly (readonly [ResponseType, GatewayError])[] = [
  [
    ResponseType.DEFAULT_4XX,
    { type: 'invalid_request_error', code: 'bad_request', message: 'The request cannot be understood.' },
  ],
  [
    ResponseType.DEFAULT_5XX,
    { type: 'server_error', code: 'internal_error', message: 'The gateway cannot answer at the moment. Try again.' },
  ],
  [
    ResponseType.REQUEST_TOO_LARGE,
    {
      type: 'invalid_request_error',
      code: 'request_too_large',
      message: 'The request is larger than API Gateway takes: 10 MB, to a function 6 MB as it encodes it. Send less.',
    },
  ],
  [ResponseType.THROTTLED, tooMany],
  [ResponseType.QUOTA_EXCEEDED, tooMany],
  [
    ResponseType.WAF_FILTERED,
    { type: 'permission_error', code: 'forbidden', message: 'The firewall of this deployment refuses the request.' },
  ],
  [
    ResponseType.INTEGRATION_FAILURE,
    { type: 'server_error', code: 'unavailable', message: 'The gateway cannot be reached. Try again shortly.' },
  ],
  [
    ResponseType.INTEGRATION_TIMEOUT,
    { type: 'server_error', code: 'timeout', message: 'The answer took longer than API Gateway waits.' },
  ],
  [
    // That is what it says of a path that does not exist.
    ResponseType.MISSING_AUTHENTICATION_TOKEN,
    { status: 404, type: 'invalid_request_error', code: 'not_found', message: 'There is nothing at this path.' },
  ],
  [
    ResponseType.RESOURCE_NOT_FOUND,
    { type: 'invalid_request_error', code: 'not_found', message: 'There is nothing at this path.' },
  ],
];

export interface GatewayErrorsOptions {
  /** Pages of other origins may call. They may then read these errors, which say nothing of anybody. */
  readonly forPages: boolean;
}

/** Has errors that do not come from the gateway read like those that do, for clients of either vendor. */
export function addGatewayErrors(api: RestApi, { forPages }: GatewayErrorsOptions): void {
  const cors = { 'access-control-allow-origin': "'*'", 'access-control-expose-headers': "'*'" };
  for (const [type, error] of errors) {
    api.addGatewayResponse(`Error-${type.responseType}`, {
      type,
      ...(error.status === undefined ? {} : { statusCode: String(error.status) }),
      responseHeaders: {
        'x-request-id': 'context.requestId',
        'request-id': 'context.requestId',
        ...(forPages ? cors : {}),
      },
      templates: { 'application/json': errorBody(error, '$context.requestId') },
    });
  }
}

/** What the firewall says to an address that asks too often. */
export const rateLimitBody = errorBody(tooMany, null);

/** Anthropic's clients look for the outer `type`, OpenAI's for the error alone. */
function errorBody({ type, code, message }: GatewayError, requestId: string | null): string {
  const text = requestId === null ? message : `${message} (request id: ${requestId})`;
  return JSON.stringify({
    type: 'error',
    error: { message: text, type, param: null, code },
    ...(requestId === null ? {} : { request_id: requestId }),
  });
}

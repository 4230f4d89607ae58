import { expect, test } from '@jest/globals';
import { isApiGatewayEvent } from '../../../adapters/http/api-gateway-event.ts';

test.each(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT'])('a request is an event: %s', (httpMethod) => {
  expect(isApiGatewayEvent({ httpMethod, path: '/v1/models' })).toBe(true);
});

test.each([
  [null],
  ['ping'],
  [{}],
  [{ httpMethod: 'GET' }],
  [{ path: '/' }],
  [{ httpMethod: 'GET', path: 7 }],
  [{ httpMethod: 'GET', path: ':99999/x' }],
  [{ httpMethod: 'TRACE', path: '/' }],
  [{ httpMethod: 'CONNECT', path: '/' }],
  [{ httpMethod: 'get', path: '/' }],
])('anything else is none: %j', (event) => {
  expect(isApiGatewayEvent(event)).toBe(false);
});

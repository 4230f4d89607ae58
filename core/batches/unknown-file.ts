import { GatewayError } from '../errors/gateway-error.ts';

export function unknownFile(id: string): GatewayError {
  return new GatewayError('not-found', `No such File object: ${id.slice(0, 80)}`, {
    param: 'id',
    code: 'file_not_found',
  });
}

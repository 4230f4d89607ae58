import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ViewRoute } from './view-route.ts';

/** What stands where files and batches are not kept: a client that asks is told that it is not its mistake. */
export function unavailableBatchViews(): readonly ViewRoute[] {
  const show = (): never => {
    throw new GatewayError(
      'not-found',
      'Files and batches are not available in this deployment. Send each request by itself, with `background: true` at /v1/responses where nobody waits for it.',
      { code: 'not_available_in_this_deployment' },
    );
  };
  const at = (path: string, ...methods: ViewRoute['method'][]): ViewRoute[] =>
    methods.map((method) => ({ method, path, show }));
  return [
    ...at('/files', 'GET', 'POST'),
    ...at('/files/:id', 'GET', 'DELETE'),
    ...at('/files/:id/content', 'GET'),
    ...at('/batches', 'GET', 'POST'),
    ...at('/batches/:id', 'GET'),
    ...at('/batches/:id/cancel', 'POST'),
  ];
}

import { GatewayError } from '../../../core/errors/gateway-error.ts';
import type { TokenSource } from './access-token.ts';
import { urlField } from './credential-fields.ts';
import { askForJson, readTokenAnswer, type TokenWorld } from './token-service.ts';

/** By number, for a name that nobody answers for would be waited for. */
const defaultHost = '169.254.169.254';

/**
 * The account a machine, container or function of Google Cloud runs as.
 * @param host host and port, as `GCE_METADATA_HOST` gives it; default: the one all of Google Cloud has.
 */
export function createMetadataServer(world: TokenWorld, host = defaultHost): TokenSource {
  const path = '/computeMetadata/v1/instance/service-accounts/default/token';
  const url = urlField({ GCE_METADATA_HOST: `http://${host}${path}` }, 'GCE_METADATA_HOST');
  const headers = { 'metadata-flavor': 'Google', accept: 'application/json' };
  return {
    async fetch(signal) {
      try {
        const request = { method: 'GET', url, headers, body: null, secrets: [] } as const;
        return readTokenAnswer(await askForJson(world, request, signal), url, world);
      } catch (error) {
        if (!(error instanceof GatewayError) || error.kind !== 'unreachable') throw error;
        const message =
          'No Google credentials were given, and this machine has no metadata server to ask for some; ' +
          'set GOOGLE_APPLICATION_CREDENTIALS to a credentials file.';
        throw new GatewayError('upstream-auth', message, { cause: error });
      }
    },
  };
}

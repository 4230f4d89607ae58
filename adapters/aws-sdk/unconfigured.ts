import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { ResponseHead } from './head-watcher.ts';

/**
 * What is missing of this machine's settings, as the SDK says before it asks anybody; `null` = nothing.
 * @param ownCredentials what the service takes besides: begins the advice.
 */
export function unconfigured(
  name: string,
  message: string,
  head: ResponseHead | null,
  ownCredentials = '',
): GatewayError | null {
  if (/^(?:Credentials|Token)ProviderError$/.test(name)) {
    return new GatewayError(
      'upstream-auth',
      `No usable AWS credentials (${message}). Set ${ownCredentials}AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or ` +
        'AWS_PROFILE, or run where a role is attached.',
    );
  }
  if (head !== null || !/^Region is missing/.test(message)) return null;
  return new GatewayError(
    'upstream-auth',
    'No AWS region is known. Set AWS_REGION, or `region` under the provider in cato.yaml, or a region in the AWS profile.',
  );
}

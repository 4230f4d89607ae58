import { GatewayError } from '../../core/errors/gateway-error.ts';

/** undici says a proxy's refusal in words only. */
const refusal = /^Proxy response \((\d{3})\)/;
const ofTheConnection =
  /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|UND_ERR_(?:CONNECT|HEADERS)_TIMEOUT|UND_ERR_PRX_\w+)$/;

/**
 * What went wrong between the gateway and its proxy; `null` when the fault lies elsewhere. The proxy connects to the
 * provider, so that every failed connection here is one to the proxy.
 */
export function proxyError(error: unknown, code: string | null, proxy: string, host: string): GatewayError | null {
  const [, status] = refusal.exec(error instanceof Error ? error.message : '') ?? [];
  if (status === '407') {
    return unreachable(
      `The proxy ${proxy} refused the gateway's credentials (407); check user and password of the proxy.`,
    );
  }
  if (status !== undefined) return unreachable(`The proxy ${proxy} did not connect to ${host} (${status}).`);
  if (code === null || !ofTheConnection.test(code)) return null;
  return unreachable(`The proxy ${proxy} cannot be reached (${code}); check the proxy's address and the network.`);

  function unreachable(message: string): GatewayError {
    return new GatewayError('unreachable', message, { cause: error });
  }
}

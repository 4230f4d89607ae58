import type { ClientCodec } from '../../core/ports/wire-codec.ts';
import type { HttpExchange } from './http-exchange.ts';

/** One vendor's API as its clients know it: where they post conversations, and how they are answered. */
export interface ClientSurface {
  readonly codec: ClientCodec;
  /** Where conversations are posted. Errors of everything below these paths have the surface's shape. */
  readonly paths: readonly string[];
  /** The header in which its clients look for the request's id. */
  readonly requestIdHeader: 'x-request-id' | 'request-id';
  /** A header that only its clients send: where a path is nobody's own, they are answered in its shape. */
  readonly clientHeader?: string;
}

/** The surface that a path belongs to; where it is below nobody's, the one whose client asks, else the first. */
export function surfaceOf(
  path: string,
  surfaces: readonly [ClientSurface, ...ClientSurface[]],
  headers?: Pick<HttpExchange, 'header'>,
): ClientSurface {
  const isBelow = (base: string): boolean => path === base || path.startsWith(`${base}/`);
  const asks = ({ clientHeader }: ClientSurface): boolean =>
    clientHeader !== undefined && (headers?.header(clientHeader) ?? null) !== null;
  return surfaces.find(({ paths }) => paths.some(isBelow)) ?? surfaces.find(asks) ?? surfaces[0];
}

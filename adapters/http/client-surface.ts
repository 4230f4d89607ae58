import type { ClientCodec } from '../../core/ports/wire-codec.ts';

/** One vendor's API as its clients know it: where they post conversations, and how they are answered. */
export interface ClientSurface {
  readonly codec: ClientCodec;
  /** Where conversations are posted. Errors of everything below these paths have the surface's shape. */
  readonly paths: readonly string[];
  /** The header in which its clients look for the request's id. */
  readonly requestIdHeader: 'x-request-id' | 'request-id';
}

/** The surface that a path belongs to: the first one where it is below nobody's. */
export function surfaceOf(path: string, surfaces: readonly [ClientSurface, ...ClientSurface[]]): ClientSurface {
  const isBelow = (base: string): boolean => path === base || path.startsWith(`${base}/`);
  return surfaces.find(({ paths }) => paths.some(isBelow)) ?? surfaces[0];
}

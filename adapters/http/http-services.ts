import type { Batches } from '../../core/batches/batches.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import type { EmbeddingCodec } from '../../core/ports/embedding-codec.ts';
import type { RequestHistory } from '../../core/ports/request-history.ts';
import type { AccessGuard } from './access-guard.ts';
import type { ClientSurface } from './client-surface.ts';
import type { GatewayDescription } from './gateway-description.ts';

/** What the HTTP surface is wired with, once per process. */
export interface HttpServices {
  readonly gateway: Gateway;
  readonly guard: AccessGuard;
  /** The first one's shape is that of views, and of errors on paths that belong to nobody. */
  readonly surfaces: readonly [ClientSurface, ...ClientSurface[]];
  readonly openAiEmbeddings: EmbeddingCodec;
  /** Absent = files and batches are told not to be there. */
  readonly batches?: Batches;
  readonly requestHistory: RequestHistory;
  readonly maxBodyBytes: number;
  /** A new id for a request, unguessable. */
  newRequestId(): string;
  /** Metrics in Prometheus' text format. @throws GatewayError where this process has none to show. */
  exposeMetrics(): string;
  /** What the gateway is made of, for the admin views. */
  describe(): GatewayDescription;
}

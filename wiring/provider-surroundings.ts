import type { ProviderHttp } from '../adapters/provider-http/provider-http.ts';
import type { Clock } from '../core/ports/clock.ts';
import type { NoticeEvent } from '../core/ports/event-log.ts';
import type { ProxyFor } from './provider-proxy.ts';

/** What connecting a provider takes besides its settings. */
export interface Surroundings {
  /** Connections to an address, through the provider's proxy; the same ones when asked again. */
  connect(address: string): ProviderHttp;
  /** Past every proxy: to services of the machine itself. */
  connectDirectly(address: string): ProviderHttp;
  readonly proxyFor: ProxyFor;
  readonly clock: Clock;
  readonly variables: Readonly<Record<string, string | undefined>>;
  /** Where weights are kept. */
  readonly dataFolder: string;
  /** Whether weights are loaded before they are asked for. */
  readonly loadsWeights: boolean;
  /** The models that targets name. */
  readonly models: readonly { readonly name: string; readonly contextWindow: number | null }[];
  readonly notice: (notice: NoticeEvent) => void;
  onClose(close: () => Promise<void>): void;
}

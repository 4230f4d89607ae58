/** What this gateway is made of, as the admin views show it. Holds no secret. */
export interface GatewayDescription {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  /** Whether it is finishing its last requests. */
  readonly isDraining: boolean;
  readonly defaultProvider: string | null;
  readonly providers: readonly { readonly name: string; readonly kind: string; readonly origin: string }[];
  readonly routes: readonly { readonly name: string; readonly targets: readonly string[] }[];
}

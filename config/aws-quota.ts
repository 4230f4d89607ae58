import rows from './aws-quotas.json' with { type: 'json' };

/** What AWS lets an account have in a region before it is asked for more. */
export interface AwsQuota {
  readonly id: string;
  readonly service: string;
  /** As Service Quotas calls it. */
  readonly name: string;
  /** Of Service Quotas; `null` = unknown, or one for each model. */
  readonly code: string | null;
  /** `null` = differs by account, or unknown. */
  readonly default: number | null;
  readonly unit: string;
  /** Where AWS states it. */
  readonly source: string;
  /** Where the default was seen; `null` = nowhere that can be cited. */
  readonly confirmedBy: string | null;
  readonly note?: string;
}

const quotas: readonly AwsQuota[] = rows;

/** `null` where nothing is known of it. */
export function awsQuota(id: string): AwsQuota | null {
  return quotas.find((row) => row.id === id) ?? null;
}

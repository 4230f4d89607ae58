import { isJsonObject } from '../../core/conversation/is-json-object.ts';
import type { OpaqueData } from '../../core/conversation/part.ts';
import { protocol } from './protocol.ts';

/** The citations of a message or a delta of it; empty when it has none. */
export function readAnnotations({ annotations }: { readonly annotations?: unknown }): readonly unknown[] {
  return Array.isArray(annotations) ? annotations : [];
}

/** Citations as opaque data: only clients of this same format can be told of them. */
export function keepAnnotations(annotations: readonly unknown[]): OpaqueData {
  return { protocol, data: { annotations } };
}

/** The citations that `keepAnnotations` kept; empty for any other data. */
export function keptAnnotations({ protocol: origin, data }: OpaqueData): readonly unknown[] {
  return origin === protocol && isJsonObject(data) ? readAnnotations(data) : [];
}

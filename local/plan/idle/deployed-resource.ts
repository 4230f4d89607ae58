import { isJsonObject } from '../../../core/conversation/is-json-object.ts';
import type { JsonObject } from '../../../core/ports/wire-codec.ts';

/** A resource of a synthesised template. */
export interface DeployedResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** The resources of one stack by their logical ids. */
export type DeployedStack = Readonly<Record<string, DeployedResource>>;

/** A stack as it was synthesised. */
export interface SynthesisedStack {
  readonly region: string;
  readonly resources: DeployedStack;
}

/** The resource that a property refers to by `Ref` or `Fn::GetAtt`, within its stack. */
export function referredTo(stack: DeployedStack, value: unknown): DeployedResource | null {
  if (!isJsonObject(value)) return null;
  const attribute = value['Fn::GetAtt'];
  const id = value.Ref ?? (Array.isArray(attribute) ? attribute[0] : undefined);
  return typeof id === 'string' ? (stack[id] ?? null) : null;
}

/** The records of a list; whatever else there is, is none. */
export function recordsOf(value: unknown): readonly JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A number, also one in words; `otherwise` where it is neither. */
export function numberOf(value: unknown, otherwise: number): number {
  const number = typeof value === 'string' ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) ? number : otherwise;
}

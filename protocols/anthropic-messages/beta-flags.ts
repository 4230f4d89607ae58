import type { JsonObject } from '../../core/ports/wire-codec.ts';
import type { RequestNotes } from '../request-notes/request-notes.ts';
import { isAdvisory } from './advisory-fields.ts';

/** The header by which clients ask for features that are not in the format yet. */
export const betaHeader = 'anthropic-beta';

/** Flags that belong to the client's own login at the provider, which never reaches it through a gateway. */
const ownLogin = ['oauth-*'];

/** The fields that a deployment knows by a flag alone: without it they are an unknown field to it. */
const fieldOfFlag: ReadonlyMap<string, string> = new Map([
  ['context-management-*', 'context_management'],
  ['compact-*', 'context_management'],
  ['mcp-client-*', 'mcp_servers'],
  ['fast-mode-*', 'speed'],
]);

/** Fields of the body that say what the header says, at hosts that want it there and in SDKs. */
const bodyFields = ['anthropic_beta', 'betas'] as const;

export interface FittedBetas {
  /** What the header is to say; `''` = no header. */
  readonly header: string;
  /** Fields of the body that become something else; `undefined` = must go, with the flags that were dropped. */
  readonly changed: ReadonlyMap<string, unknown>;
}

/**
 * The client's flags as far as the deployment takes them; the others are named in `notes`, and with them go their fields.
 * @param allowed names, or beginnings that end in `*`; `null` = the provider itself judges.
 */
export function fitBetas(
  asked: string | undefined,
  allowed: readonly string[] | null,
  body: JsonObject,
  notes: RequestNotes,
): FittedBetas {
  const fields = new Set<string>();
  const isTaken = (flag: string): boolean => {
    if (!matchesAny(flag, ownLogin) && (allowed === null || matchesAny(flag, allowed))) return true;
    // A body's flags are any text, a header's are not.
    notes.changed(`${betaHeader} ${/^[!-~]{1,200}$/.test(flag) ? flag : 'of another name'} dropped`);
    const field = [...fieldOfFlag].find(([pattern]) => matches(flag, pattern))?.[1];
    if (field !== undefined && body[field] !== undefined && body[field] !== null) fields.add(field);
    return false;
  };
  const sent = [...new Set(flagsOf(asked ?? ''))].filter(isTaken);
  const changed = new Map<string, unknown>();
  for (const field of bodyFields) {
    const said = body[field] ?? undefined;
    // What the provider itself judges goes as it came, sense or not.
    if (said === undefined || (allowed === null && !isListOfFlags(said))) continue;
    const flags = isListOfFlags(said) ? said.flatMap(flagsOf) : typeof said === 'string' ? flagsOf(said) : null;
    const taken = flags?.filter(isTaken) ?? [];
    if (flags === null) notes.changed(`${field} dropped`);
    if (flags !== null && taken.length === flags.length) continue;
    changed.set(field, taken.length === 0 ? undefined : typeof said === 'string' ? taken.join(',') : taken);
  }
  for (const field of fields) {
    changed.set(field, undefined);
    if (isAdvisory(field)) notes.changed(`${field} dropped`);
    else notes.unknownField(field);
  }
  return { header: sent.join(','), changed };
}

function flagsOf(said: string): readonly string[] {
  return said.split(',').flatMap((flag) => flag.trim() || []);
}

function isListOfFlags(said: unknown): said is readonly string[] {
  return Array.isArray(said) && said.every((flag) => typeof flag === 'string');
}

function matchesAny(flag: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(flag, pattern));
}

function matches(flag: string, pattern: string): boolean {
  return pattern.endsWith('*') ? flag.startsWith(pattern.slice(0, -1)) : flag === pattern;
}

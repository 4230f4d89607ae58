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

export interface FittedBetas {
  /** What the header is to say; `''` = no header. */
  readonly header: string;
  /** Fields of the body that must go with the flags that were dropped. */
  readonly dropped: readonly string[];
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
  const flags = (asked ?? '').split(',').map((flag) => flag.trim());
  const sent: string[] = [];
  const fields = new Set<string>();
  for (const flag of flags) {
    if (flag === '' || sent.includes(flag)) continue;
    if (!matchesAny(flag, ownLogin) && (allowed === null || matchesAny(flag, allowed))) {
      sent.push(flag);
      continue;
    }
    notes.changed(`${betaHeader} ${flag} dropped`);
    const field = [...fieldOfFlag].find(([pattern]) => matches(flag, pattern))?.[1];
    if (field !== undefined && body[field] !== undefined && body[field] !== null) fields.add(field);
  }
  for (const field of fields) {
    if (isAdvisory(field)) notes.changed(`${field} dropped`);
    else notes.unknownField(field);
  }
  return { header: sent.join(','), dropped: [...fields] };
}

function matchesAny(flag: string, patterns: readonly string[]): boolean {
  return patterns.some((pattern) => matches(flag, pattern));
}

function matches(flag: string, pattern: string): boolean {
  return pattern.endsWith('*') ? flag.startsWith(pattern.slice(0, -1)) : flag === pattern;
}

const taken = /^[a-zA-Z0-9_-]+$/;
const prefix = 'toolu_as_';

/**
 * An id as this format takes it. Other providers' may hold letters that it refuses (`functions.look:0`): they are
 * written in base64 then, so that no two become the same and `ownCallId` finds them again.
 */
export function toolUseId(id: string): string {
  if (taken.test(id) && !id.startsWith(prefix)) return id;
  return prefix + Buffer.from(id, 'utf8').toString('base64url');
}

/** The id that the provider gave a call, of one that a client sends back. */
export function ownCallId(id: string): string {
  if (!id.startsWith(prefix)) return id;
  const own = Buffer.from(id.slice(prefix.length), 'base64url').toString('utf8');
  return toolUseId(own) === id ? own : id;
}

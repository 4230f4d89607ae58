import type { Attachment, Said, Talk, Turn } from './talks.ts';

/** Whether the turn has a reply at all. */
export function hasReply({ thoughts, said, refusal, calls }: Turn): boolean {
  return thoughts.length + said.length + calls.length > 0 || refusal !== null;
}

/** Whether a last question follows the last turn. */
export function endsInQuestion({ turns, endsOpen }: Talk): boolean {
  const last = turns.at(-1);
  return !endsOpen || last === undefined || !hasReply(last);
}

export function isSaid(content: Said | Attachment): content is Said {
  return !('kind' in content);
}

export const lastQuestion = 'So?';

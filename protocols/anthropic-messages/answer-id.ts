import type { AnswerContext } from '../../core/ports/wire-codec.ts';
import { toolUseId } from './tool-use-id.ts';

/** The answer's id: the provider's where it is one of this format, else made of the request's. */
export function answerId({ requestId }: Pick<AnswerContext, 'requestId'>, upstreamId: string | null): string {
  return upstreamId?.startsWith('msg_') ? upstreamId : `msg_${requestId}`;
}

/** The id of a tool call; of one that has none, one that no other call of the conversation has. */
export function callId(id: string, position: number, { requestId }: Pick<AnswerContext, 'requestId'>): string {
  return toolUseId(id === '' ? `toolu_${requestId}_${position}` : id);
}

import type { OpaquePart } from '../../core/conversation/part.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { protocolName } from './protocol-name.ts';

/** Records of what a provider did by itself: what came of it is in the text that follows. */
const record = /^(?:server_tool_use|mcp_tool_use|.+_tool_result)$/;

/** A block that no part type fits. */
export function opaqueBlock(block: JsonObject): OpaquePart {
  const part = { type: 'opaque', opaque: { protocol: protocolName, data: block } } as const;
  return record.test(String(block.type)) ? { ...part, advisory: true } : part;
}

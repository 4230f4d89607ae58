import { invalidRequest } from '../errors/gateway-error.ts';

/** As long as OpenAI takes them; those that are made here are no longer. */
const maxIdLength = 64;

/**
 * What is kept of an item is found by its id, and noted by it when it is taken out.
 * @param param where the client has the item: `input[3]`. @throws GatewayError `invalid-request`.
 */
export function refuseLongId(id: unknown, param: string): void {
  if (typeof id !== 'string' || id.length <= maxIdLength) return;
  throw invalidRequest(
    `${param}.id`,
    `\`${param}.id\` has ${id.length} characters, and an item that is kept may have ${maxIdLength} at most. Leave it out, or send \`store: false\` outside of conversations.`,
    'string_above_max_length',
  );
}

import { invalidRequest } from '../errors/gateway-error.ts';

const maxLength = 256;
const allowed = /^[A-Za-z0-9][A-Za-z0-9._:@/+=,~-]*$/;

/**
 * A session's name as a client gives it. A name that begins with `conv_` means the conversation of that id.
 * @param param what the client calls the field, for the message.
 * @throws GatewayError `invalid-request`.
 */
export function checkSessionName(name: string, param: string): string {
  if (name.length > maxLength) throw invalidRequest(param, `A session name has at most ${maxLength} characters.`);
  if (!allowed.test(name)) {
    throw invalidRequest(
      param,
      'A session name begins with a letter or digit and has only letters, digits and . _ : @ / + = , ~ - in it.',
    );
  }
  return name;
}

/** Whether a name means a conversation, which has to be created before it is used. */
export function isConversationId(name: string): boolean {
  return name.startsWith('conv_');
}

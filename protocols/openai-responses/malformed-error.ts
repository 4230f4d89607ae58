import type { JsonObject } from '../../core/ports/wire-codec.ts';

/** What a response says that ended with something its own provider could not read. */
export const malformedError: JsonObject = {
  code: 'server_error',
  message: 'The model wrote something that its provider could not read.',
};

/** The file of the session store cannot be used; the message says what to do. For the operator, at the start. */
export class SessionFileError extends Error {
  override readonly name = 'SessionFileError';
}

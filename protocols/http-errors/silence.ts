/** What to say of an error when the provider said nothing. @param status `null` = it came inside a success. */
export function silence(status: number | null): string {
  return status === null
    ? 'The provider reported an error inside its answer and did not say which.'
    : `The provider answered HTTP ${status} without an explanation that can be read.`;
}

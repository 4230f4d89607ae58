/** What vectors can be for, by Google's names. */
const taskTypes: ReadonlySet<string> = new Set([
  'RETRIEVAL_QUERY',
  'RETRIEVAL_DOCUMENT',
  'SEMANTIC_SIMILARITY',
  'CLASSIFICATION',
  'CLUSTERING',
  'QUESTION_ANSWERING',
  'FACT_VERIFICATION',
  'CODE_RETRIEVAL_QUERY',
]);

/** The names that clients of other embedding models know. */
const otherNames: ReadonlyMap<string, string> = new Map([
  ['SEARCH_QUERY', 'RETRIEVAL_QUERY'],
  ['QUERY', 'RETRIEVAL_QUERY'],
  ['SEARCH_DOCUMENT', 'RETRIEVAL_DOCUMENT'],
  ['DOCUMENT', 'RETRIEVAL_DOCUMENT'],
  ['PASSAGE', 'RETRIEVAL_DOCUMENT'],
]);

/** Google's name for a client's `input_type`; `null` = it has none. */
export function toTaskType(inputType: string): string | null {
  const name = inputType.toUpperCase();
  const taskType = otherNames.get(name) ?? name;
  return taskTypes.has(taskType) ? taskType : null;
}

/**
 * JSONata's functions that say the same whenever they are asked. Step Functions has no `$eval` and functions of its own
 * (`$uuid`, `$hash`, `$random` …) that local runs would have to imitate: a definition with one of those is not loaded.
 */
export const supportedFunctions: ReadonlySet<string> = new Set([
  ...['sum', 'count', 'max', 'min', 'average', 'number', 'floor', 'ceil', 'round', 'abs', 'sqrt', 'power'],
  ...['string', 'substring', 'substringBefore', 'substringAfter', 'lowercase', 'uppercase', 'length', 'trim', 'pad'],
  ...['match', 'contains', 'replace', 'split', 'join', 'formatNumber', 'formatBase', 'formatInteger', 'parseInteger'],
  ...['base64encode', 'base64decode', 'encodeUrlComponent', 'encodeUrl', 'decodeUrlComponent', 'decodeUrl'],
  ...['boolean', 'not', 'exists', 'type', 'error', 'assert', 'toMillis', 'fromMillis'],
  ...['map', 'filter', 'single', 'reduce', 'sift', 'each', 'zip', 'append', 'reverse', 'sort', 'distinct'],
  ...['keys', 'lookup', 'spread', 'merge'],
]);

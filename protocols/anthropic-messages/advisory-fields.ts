/**
 * The fields a target of another protocol leaves out and says so, because an answer without them still answers what
 * was asked. Whatever else has no neutral word is refused by name. `N` is a position in a list, `*` any name.
 */
const advisoryFields: ReadonlySet<string> = new Set([
  // The provider prunes a long conversation; without it the model reads all of it.
  'context_management',
  'compaction',
  // Cost more without them, answer the same.
  'cache_control',
  'diagnostics',
  'speed',
  'service_tier',
  'billing_policy',
  // Models the provider may take instead; routes name their own.
  'fallbacks',
  'fallback_credit_token',
  // For hosts that want the headers in the body.
  'anthropic_version',
  'anthropic_beta',
  'betas',
  // The answer is written accordingly, whoever gives it.
  'thinking.display',
  // Told to the model as a hint, enforced by nobody.
  'output_config.task_budget',
  // Labels, and a name too long for others, for which a shorter one stands.
  'metadata.*',
  // How the input is cut into events, and hints beside the schema.
  'tools.N.eager_input_streaming',
  'tools.N.input_examples',
  // Hides a tool until it is searched for; without it the model sees the tool at once.
  'tools.N.defer_loading',
  // Who may call the tool besides the model.
  'tools.N.allowed_callers',
]);

const documentField = /^messages\.\d+\.content\.\d+\..*\b(?:citations|context)$/;

/** A document is read without them: the answer names no sources of it. They stay with the document itself. */
export function isOfDocument(path: string): boolean {
  return documentField.test(path);
}

/** @param path of a field without a neutral word, with its positions: `tools.3.defer_loading`. */
export function isAdvisory(path: string): boolean {
  const [first = '', second, ...rest] = path.split('.');
  if (first === 'messages') return isOfDocument(path);
  if (first === 'metadata') return advisoryFields.has('metadata.*');
  const isPosition = second !== undefined && /^\d+$/.test(second);
  return advisoryFields.has([first, ...(second === undefined ? [] : [isPosition ? 'N' : second]), ...rest].join('.'));
}

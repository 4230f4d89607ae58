import type { ErrorKind } from '../errors/error-kind.ts';
import { GatewayError } from '../errors/gateway-error.ts';
import type { Outcome, Plan, SentExtent } from './outcome.ts';

/** Whose words follow: a provider's alone would mislead a client that asked the gateway. */
const introductions: { readonly [K in ErrorKind]?: string } = {
  'upstream-auth': "The provider refused the gateway's own credentials: ",
  'upstream-billing': "The provider refused the gateway's own account: ",
  'upstream-permission': "The provider does not allow this to the gateway's own credentials: ",
  'upstream-not-found': 'The provider does not know what was asked for: ',
  'upstream-fault': 'The provider failed: ',
  overloaded: 'The provider is overloaded: ',
  'rate-limit': 'The provider limits the rate of requests: ',
};

/** What the reader of a provider's words can do. */
const advices: { readonly [K in ErrorKind]?: string } = {
  'upstream-auth': "The gateway's operator has to check that provider's key.",
  'upstream-billing': "The gateway's operator has to check the account at that provider.",
  'upstream-permission': "The gateway's operator has to check what that provider's key may do.",
  'upstream-fault': 'Try again, or ask for another model.',
  overloaded: 'Try again later, or ask for another model.',
  'rate-limit': 'Try again later, or ask for another model.',
  'context-too-long': 'Shorten the request, or ask for a model with a larger window.',
};

/** Of these the provider's parameter and code would say something false about the client's own account. */
const aboutTheAccount: ReadonlySet<ErrorKind> = new Set([
  'upstream-auth',
  'upstream-billing',
  'upstream-permission',
  'upstream-not-found',
]);

/** The error a client is given when no attempt succeeded: the most telling one, with targets and attempts named. */
export function finalError(plan: Plan, outcomes: readonly Outcome[]): GatewayError {
  const failures = outcomes.flatMap(({ error, targetIndex, called, sent }) =>
    error ? [{ error, targetIndex, called, sent }] : [],
  );
  const called = failures.filter((failure) => failure.called);
  const told = mostTelling(called.length > 0 ? called : failures);
  if (!told) return new GatewayError('internal', 'The gateway stopped without an answer or a reason.');
  const { error, targetIndex } = told;
  if (called.length === 0 || error.kind === 'client-gone') return error;
  const label = plan.targets[targetIndex]?.label ?? 'the target';
  const targets = new Set(called.map((failure) => failure.targetIndex)).size;
  const attempts = `${called.length} ${called.length === 1 ? 'attempt' : 'attempts'}`;
  const where = targets > 1 ? `${attempts} at ${targets} targets, this one at ${label}` : `${label}, ${attempts}`;
  const introduction = error.upstream === null ? undefined : introductions[error.kind];
  const isPrivate = error.upstream !== null && aboutTheAccount.has(error.kind);
  const broken = told.sent ? ` ${brokenOff(plan, told.sent)}` : '';
  const said = ended(`${introduction ?? ''}${error.message}`);
  const advice = error.upstream === null ? undefined : advices[error.kind];
  return new GatewayError(error.kind, `${said}${broken}${advice ? ` ${advice}` : ''} [${where}]`, {
    param: isPrivate ? null : error.param,
    code: isPrivate ? null : error.code,
    retryAfterMs: earliestRetry(called.map((failure) => failure.error)),
    upstream: error.upstream,
    cause: error,
  });
}

/** What became of an answer that had begun. */
function brokenOff({ targets }: Plan, { isKept }: SentExtent): string {
  if (targets.every(({ resilience }) => resilience.recovery === 'error'))
    return 'The answer had begun; going on is switched off (resilience.recovery).';
  const why = isKept ? 'no target could go on from there' : 'what was sent could not be gone on from';
  return `The answer had begun; ${why}.`;
}

/** As a sentence. */
function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`;
}

interface Failure {
  readonly sent: SentExtent | null;
  readonly error: GatewayError;
  readonly targetIndex: number;
}

/** The last failure, unless it only says that our credentials were refused and another says more. */
function mostTelling(failures: readonly Failure[]): Failure | undefined {
  return failures.findLast(({ error }) => error.kind !== 'upstream-auth') ?? failures.at(-1);
}

function earliestRetry(errors: readonly GatewayError[]): number | null {
  const waits = errors.flatMap(({ retryAfterMs }) => (retryAfterMs === null ? [] : [retryAfterMs]));
  return waits.length > 0 ? Math.min(...waits) : null;
}

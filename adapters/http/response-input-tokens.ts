import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import { estimateInputTokens } from '../../core/routing/plan/token-estimate.ts';
import type { Target } from '../../core/routing/target.ts';
import { sessionOfRequest } from '../../core/sessions/session-of-request.ts';
import { SessionTurn } from '../../core/sessions/session-turn.ts';
import { openAiResponses } from '../../protocols/openai-responses/openai-responses.ts';
import { inputTokensView } from '../../protocols/openai-responses/resource-views.ts';
import type { HttpServices } from './http-services.ts';
import { readJsonBody } from './read-json-body.ts';
import { requestHeaders } from './send-json.ts';
import type { ViewRequest } from './view-route.ts';

/** Nobody waits longer for a number that can be estimated. */
const maxCountMs = 10_000;
/** What a provider says of the request itself; all else is its own trouble. */
const clientFaults: ReadonlySet<ErrorKind> = new Set(['invalid-request', 'context-too-long', 'body-too-large']);

/**
 * How many tokens a request would put in: asked of the provider that would answer it where it can tell, else estimated;
 * `x-cato-reason` says which.
 */
export async function countInputTokens(services: HttpServices, { exchange, requestId }: ViewRequest): Promise<void> {
  const { clock, models, router, sessions } = services.gateway;
  const body = await readJsonBody(exchange, services.maxBodyBytes);
  const { model, state } = openAiResponses.decodeHead(body);
  const header = (name: string) => exchange.header(name);
  const resolution = models.resolve(model);
  const { dropUnsupported } = resolution;
  const session = sessionOfRequest(state, header);
  const options = { sessions, codec: openAiResponses, body, model, session, isStored: false, now: clock.now() };
  const turn = await SessionTurn.open({ ...options, runsForMs: 0 });
  const request = turn.request();
  const survey = openAiResponses.surveyRequest(turn.body);
  const { plan } = await router.route(resolution, { survey: () => survey, header, principal: null });
  const [target] = plan.targets;
  if (plan.error !== null || target === undefined) throw plan.error ?? new GatewayError('internal', 'No target.');
  const counted = await countAt(target, { requestId, request, dropUnsupported, signal: exchange.signal });
  const tokens = counted ?? Math.ceil(estimateInputTokens(survey, target.model));
  const reason = `${counted === null ? 'estimated for' : 'counted by'} ${target.label}`;
  const headers = { ...requestHeaders(requestId, 'application/json'), 'x-cato-reason': reason };
  exchange.send(200, headers, JSON.stringify(inputTokensView(tokens)));
}

interface CountOptions {
  readonly requestId: string;
  readonly request: ConversationRequest;
  readonly dropUnsupported: boolean;
  readonly signal: AbortSignal;
}

/** @returns `null` when the target cannot tell, or not now. @throws GatewayError for what is wrong with the request. */
async function countAt(
  target: Target,
  { requestId, request, dropUnsupported, signal }: CountOptions,
): Promise<number | null> {
  const counter = [target.chatModel, ...(target.otherChatModels ?? [])].find(({ countTokens }) => countTokens);
  if (!counter?.countTokens) return null;
  try {
    const { inputTokens } = await counter.countTokens({
      requestId,
      model: target.model,
      facts: target.facts,
      raw: null,
      conversation: () => request,
      dropUnsupported,
      signal: AbortSignal.any([signal, AbortSignal.timeout(maxCountMs)]),
      connectMs: target.resilience.timeouts.connectMs,
    });
    return inputTokens;
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof UnsupportedOptions) return null;
    if (error instanceof GatewayError && clientFaults.has(error.kind)) throw error;
    return null;
  }
}

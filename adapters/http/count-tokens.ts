import { surveyTurn } from '../../core/chat/conversation-work.ts';
import type { Gateway } from '../../core/chat/gateway.ts';
import { inStoreTime } from '../../core/chat/in-store-time.ts';
import { parseBody } from '../../core/chat/parse-body.ts';
import type { ConversationRequest } from '../../core/conversation/conversation-request.ts';
import type { ErrorKind } from '../../core/errors/error-kind.ts';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import { listNames } from '../../core/errors/list-names.ts';
import { UnsupportedOptions } from '../../core/errors/unsupported-options.ts';
import type { ChatModel, CountedTokens, RawRequest } from '../../core/ports/chat-model.ts';
import type { JsonObject } from '../../core/ports/wire-codec.ts';
import { estimateInputTokens } from '../../core/routing/plan/token-estimate.ts';
import type { Target } from '../../core/routing/target.ts';
import { sessionOfRequest } from '../../core/sessions/session-of-request.ts';
import { SessionTurn } from '../../core/sessions/session-turn.ts';
import { anthropicMessages } from '../../protocols/anthropic-messages/anthropic-messages.ts';
import { betaHeader } from '../../protocols/anthropic-messages/beta-flags.ts';
import { encodeTokenCount } from '../../protocols/anthropic-messages/count-tokens.ts';
import { headerText } from './answer-headers.ts';
import type { ClientSurface } from './client-surface.ts';
import type { HttpExchange } from './http-exchange.ts';
import type { HttpServices } from './http-services.ts';
import { requestHeaders } from './send-json.ts';

type Services = Pick<HttpServices, 'gateway' | 'maxBodyBytes'>;

/** Whether a surface's clients may ask for a count. */
export function isMessages({ codec }: ClientSurface): boolean {
  return codec.protocol === anthropicMessages.protocol;
}

/** What the client has to mend; of anything else an estimate is more use than an error. */
const clientsFault: ReadonlySet<ErrorKind> = new Set(['invalid-request', 'body-too-large', 'client-gone']);

/**
 * `POST /v1/messages/count_tokens`: counted by the target's provider where it can tell, in the client's own words if
 * it speaks them, else estimated as routing does, which `x-cato-changes` says.
 * @throws GatewayError when the request is malformed, the model unknown or the gateway full.
 */
export async function countTokens(
  exchange: HttpExchange,
  requestId: string,
  { gateway, maxBodyBytes }: Services,
): Promise<void> {
  const { admission, models, router } = gateway;
  const place = admission.enter(exchange.signal);
  if (place) await place;
  try {
    const bytes = await exchange.readBody(maxBodyBytes);
    const body = parseBody(bytes);
    const { model } = anthropicMessages.decodeHead(body);
    const resolution = models.resolve(model);
    const header = (name: string): string | null => exchange.header(name);
    const turn = await openTurn(body, model, header, gateway);
    // A malformed conversation is refused, whoever would have counted it.
    const conversation = turn?.request() ?? anthropicMessages.decodeRequest(body);
    const said = anthropicMessages.surveyRequest(body);
    const survey = turn === null ? said : surveyTurn(said, turn);
    const { plan } = await router.route(resolution, { survey: () => survey, header, principal: null });
    const target = plan.targets[0] ?? resolution.targets[0];
    if (!target) throw new GatewayError('internal', `Nothing serves ${model}.`);
    const betas = header(betaHeader);
    const headers = betas === null ? {} : { headers: { [betaHeader]: betas } };
    const call = {
      requestId,
      // With a session the client means more than it says.
      raw: turn === null ? { body, bytes, includeUsage: false, ...headers } : null,
      conversation: turn === null ? conversation : turn.requestFor(target.facts),
      dropUnsupported: resolution.dropUnsupported,
      signal: exchange.signal,
    };
    const counted = await askProvider(target, call, gateway);
    const head = { ...requestHeaders(requestId, 'application/json', 'request-id'), 'x-cato-target': target.label };
    if ('inputTokens' in counted) {
      const isForwarded = counted.bytes !== null || betas === null;
      const known = [...counted.changes, ...(turn?.changesFor(target.facts) ?? [])];
      const told = isForwarded ? known : [...known, `${betaHeader} dropped: ${betas}`];
      const changes = told.length === 0 ? {} : { 'x-cato-changes': headerText(told.join('; ')) };
      const answer = counted.bytes ?? JSON.stringify(encodeTokenCount(counted.inputTokens));
      exchange.send(200, { ...head, ...changes }, answer);
      return;
    }
    const { tokenFactor } = gateway.targetStats.load(target.label);
    const estimate = Math.ceil(estimateInputTokens(survey, target.model) * tokenFactor);
    const changes = headerText(`input_tokens estimated: ${counted.problem}`);
    exchange.send(200, { ...head, 'x-cato-changes': changes }, JSON.stringify(encodeTokenCount(estimate)));
  } finally {
    admission.leave();
  }
}

/** What the request continues; `null` where the client names no session. */
async function openTurn(
  body: JsonObject,
  model: string,
  header: (name: string) => string | null,
  { sessions, clock }: Gateway,
): Promise<SessionTurn | null> {
  const session = sessionOfRequest(undefined, header);
  if (session === null) return null;
  const codec = anthropicMessages;
  const options = { sessions, codec, body, model, session, isStored: false, now: clock.now(), runsForMs: 0 };
  return inStoreTime(clock, SessionTurn.open(options));
}

interface CountCall {
  readonly requestId: string;
  readonly raw: RawRequest | null;
  readonly conversation: ConversationRequest;
  readonly dropUnsupported: boolean;
  readonly signal: AbortSignal;
}

/** @returns `problem`, a clause, when the provider has no number to give. */
async function askProvider(
  { label, model, facts, resilience, ...target }: Target,
  { signal, conversation, ...call }: CountCall,
  { clock }: Gateway,
): Promise<CountedTokens | { readonly problem: string }> {
  const counting = [target.chatModel, ...(target.otherChatModels ?? [])].filter(({ countTokens: count }) => count);
  const chatModel = counting.find(speaksMessages) ?? counting[0];
  if (!chatModel?.countTokens) return { problem: `${label} does not count them` };
  const { connectMs, firstTokenMs } = resilience.timeouts;
  const late = new AbortController();
  const timer = clock.schedule(firstTokenMs, () =>
    late.abort(new GatewayError('timeout', `it took longer than ${firstTokenMs / 1000} s (timeouts.firstTokenMs)`)),
  );
  try {
    return await chatModel.countTokens({
      ...call,
      raw: speaksMessages(chatModel) ? call.raw : null,
      model,
      facts,
      conversation: () => conversation,
      signal: AbortSignal.any([signal, late.signal]),
      connectMs,
    });
  } catch (error) {
    if (signal.aborted) throw signal.reason;
    if (error instanceof UnsupportedOptions) throw unsupported(error, label);
    if (error instanceof GatewayError && clientsFault.has(error.kind)) throw error;
    const reason: unknown = late.signal.aborted ? late.signal.reason : error;
    if (!(reason instanceof GatewayError)) throw error;
    return { problem: `${label} did not count them (${reason.kind})` };
  } finally {
    timer.cancel();
  }
}

function speaksMessages({ protocol }: ChatModel): boolean {
  return protocol === anthropicMessages.protocol;
}

function unsupported({ options, fields, reason }: UnsupportedOptions, label: string): GatewayError {
  const names = [...options.map((option) => anthropicMessages.parameterName(option)), ...fields];
  const why = reason === null ? '' : `: ${reason}`;
  const message = `${label} does not take ${listNames(names.map((name) => `\`${name}\``))}${why}.`;
  return new GatewayError('unsupported-parameter', message, {
    param: names[0] ?? null,
    code: 'unsupported_parameter',
  });
}

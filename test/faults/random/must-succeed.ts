import { type CallPlan, completes, type FaultScript } from './fault-script.ts';

/** Refused as the request itself would be refused everywhere. */
const finalStatuses: ReadonlySet<number> = new Set([400]);

/**
 * Whether a script leaves no excuse for an error: one target answers whenever it is asked, every target is asked
 * before repetitions spend its call, and whatever was sent before is the beginning of what it says.
 */
export function mustSucceed(script: FaultScript): boolean {
  const { targets, resilience, clients, stream } = script;
  const [first] = targets;
  if (!first || clients.length > 1 || resilience.maxAttempts < targets.length) return false;
  if (targets.some(({ calls }) => calls.some(isFinal))) return false;
  const sound = targets.findIndex(({ speaks, calls }) => speaks !== 'refused' && calls.every(completes));
  if (sound === -1) return false;
  const before = targets.slice(0, sound);
  if (!stream || before.every((target) => target.speaks === 'refused' || sendsNothing(target))) return true;
  const { recovery, restartMaxChars } = resilience;
  const reply = JSON.stringify(first.reply);
  const isOneReply = targets.every((target) => JSON.stringify(target.reply) === reply);
  const styles = targets.map(({ prefill }) => prefill);
  const goesOnExactly = styles.every((style) => style === null || style === 'continues');
  return isOneReply && goesOnExactly && recovery !== 'error' && restartMaxChars === 2000 && reply.length < 1500;
}

function isFinal(plan: CallPlan): boolean {
  return plan.do === 'status' && finalStatuses.has(plan.status);
}

function sendsNothing({ calls, speaks, reply }: FaultScript['targets'][number]): boolean {
  // Messages names the tool where its part begins, before any piece of it.
  const namesToolFirst = speaks === 'messages' && !reply.reasoning && !reply.text && (reply.toolCalls ?? []).length > 0;
  return calls.every((plan) => {
    switch (plan.do) {
      case 'status':
      case 'body':
      case 'break-before-head':
        return true;
      case 'break-after':
      case 'error-inside':
      case 'garbage':
        return plan.pieces === 0 && !namesToolFirst;
      default:
        return false;
    }
  });
}

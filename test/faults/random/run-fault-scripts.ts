import { ask, type Got } from '../ask.ts';
import { providerKey } from '../fault-gateway.ts';
import type { ClientScript, FaultScript } from './fault-script.ts';
import { generateFaultScript } from './generate-fault-script.ts';
import { judgeAnswer } from './judge-answer.ts';
import { mustSucceed } from './must-succeed.ts';
import type { PlayedCall } from './play-call.ts';
import { questionOf, routeOf, type ScriptGateway, startScriptGateway } from './script-gateway.ts';

export interface RunOptions {
  readonly seed: number;
  /** The index of the first script. */
  readonly first: number;
  readonly count: number;
  /** Scripts under way at the same time. */
  readonly concurrency: number;
  readonly signal?: AbortSignal;
  /** Called now and then with the number of scripts done. */
  readonly progress?: (done: number) => void;
}

export interface Failure {
  readonly script: FaultScript;
  readonly what: string;
}

export interface RunResult {
  readonly done: number;
  readonly failures: readonly Failure[];
  /** How often each kind of end was seen, over all requests. */
  readonly outcomes: ReadonlyMap<string, number>;
  /** Calls that the upstreams got. */
  readonly calls: number;
  /** Scripts that were played again alone, as they may have failed for want of time. */
  readonly repeated: number;
}

const scriptsPerGateway = 60;
const gatewaysAtOnce = 3;
/** With so many wrong, nothing more is played. */
const maxWrong = 10;
/** `totalMs` and as much again for a busy machine. */
const boundMs = 20_000;
/** After the end of a request its calls are over within this time. */
const cancelBoundMs = 1000;
const stepMs = 10;

/** Plays the scripts of a seed over real connections and collects what did not end as it must. */
export async function runFaultScripts(options: RunOptions): Promise<RunResult> {
  const { seed, first, count, concurrency, signal, progress } = options;
  const suspects: Played[] = [];
  const outcomes = new Map<string, number>();
  let done = 0;
  let calls = 0;
  let wrong = 0;
  let next = first;

  const onDone = (): void => {
    done += 1;
    if (done % 200 === 0) progress?.(done);
  };

  const takeBatch = (): FaultScript[] => {
    const size = Math.min(scriptsPerGateway, first + count - next);
    const batch = Array.from({ length: size }, (_, offset) => generateFaultScript(seed, next + offset));
    next += size;
    return batch;
  };

  const work = async (): Promise<void> => {
    while (next < first + count && wrong < maxWrong && signal?.aborted !== true) {
      const batch = takeBatch();
      const results = await playAll(batch, Math.ceil(concurrency / gatewaysAtOnce), onDone);
      for (const result of results) {
        calls += result.calls;
        for (const outcome of result.outcomes) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
        if (result.what === null) continue;
        suspects.push(result);
        if (!isAboutTime(result.what)) wrong += 1;
      }
    }
  };
  await Promise.all(Array.from({ length: gatewaysAtOnce }, work));
  const failures: Failure[] = [];
  for (const { script, what } of suspects) {
    let wrong = what;
    for (let play = 0; play < playsAlone && wrong !== null && isAboutTime(wrong); play += 1) {
      wrong = (await playAll([script], 1))[0]?.what ?? null;
    }
    if (wrong !== null) failures.push({ script, what: wrong });
  }
  return { done, failures, outcomes, calls, repeated: suspects.filter(({ what }) => what && isAboutTime(what)).length };
}

/** How often: a machine that is busy for a while is busy for more than one script. */
const playsAlone = 3;

/** What a busy machine may cause, as a time limit passes that no fault has used up: judged again, alone. */
function isAboutTime(what: string): boolean {
  return [unneededError, openCall, noEnd].some((sentence) => what.startsWith(sentence));
}

interface Played {
  readonly script: FaultScript;
  readonly what: string | null;
  readonly outcomes: readonly string[];
  readonly calls: number;
}

async function playAll(scripts: readonly FaultScript[], concurrency: number, onDone?: () => void): Promise<Played[]> {
  const place = await startScriptGateway(scripts);
  const results: Played[] = [];
  const waiting = [...scripts];
  const work = async (): Promise<void> => {
    for (let script = waiting.shift(); script; script = waiting.shift()) {
      results.push(await playScript(script, place));
      onDone?.();
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, work));
    const [first] = scripts;
    if (first && place.gateway.said().includes(providerKey)) {
      results.push({ script: first, what: 'the log of its gateway tells a key', outcomes: [], calls: 0 });
    }
  } finally {
    await place.close();
  }
  return results;
}

async function playScript(script: FaultScript, place: ScriptGateway): Promise<Played> {
  const requests = script.clients.map((client, request) => () => playRequest(script, client, request, place));
  const ended: { readonly what: string | null; readonly outcome: string }[] = [];
  if (script.atOnce) ended.push(...(await Promise.all(requests.map((request) => request()))));
  else for (const request of requests) ended.push(await request());
  return {
    script,
    what: ended.find(({ what }) => what !== null)?.what ?? null,
    outcomes: ended.map(({ outcome }) => outcome),
    calls: script.clients.reduce((sum, _, request) => sum + place.calls(script, request).length, 0),
  };
}

const unneededError = 'an error although a target was sound';
const openCall = 'a call was still open';
const noEnd = 'no end came';

async function playRequest(
  script: FaultScript,
  client: ClientScript,
  request: number,
  place: ScriptGateway,
): Promise<{ readonly what: string | null; readonly outcome: string }> {
  const ended = await send(script, client, request, place.gateway.url);
  const calls = place.calls(script, request);
  const isOpen = !(await allOver(calls));
  const late = isOpen ? `${openCall} ${cancelBoundMs} ms after the end` : null;
  if (typeof ended === 'string') {
    const isGone = client.does === 'leave' && ended !== noEnd;
    return { what: isGone ? late : ended, outcome: isGone ? 'client left' : ended };
  }
  const wrong = judgeAnswer(script, calls, ended);
  const unneeded = ended.error !== null && client.does !== 'leave' && mustSucceed(script);
  const excuse = unneeded ? `${unneededError}: ${ended.error?.message}` : null;
  return { what: wrong ?? late ?? excuse, outcome: outcomeOf(ended) };
}

/** What the client got, or why it got nothing whole. */
async function send(script: FaultScript, client: ClientScript, request: number, url: string): Promise<Got | string> {
  const bound = AbortSignal.timeout(boundMs);
  const leaving = client.does === 'leave' ? AbortSignal.timeout(client.afterMs) : bound;
  try {
    return await ask(url, {
      model: routeOf(script),
      stream: script.stream,
      question: questionOf(script, request),
      signal: AbortSignal.any([bound, leaving]),
      pauseMs: client.does === 'read-slowly' ? client.pauseMs : 0,
    });
  } catch (error) {
    return bound.aborted ? noEnd : `the connection broke: ${error}`;
  }
}

/** Waits in small steps: a pause of the whole machine is then no reason to be late. */
async function allOver(calls: readonly PlayedCall[]): Promise<boolean> {
  let open = calls.length;
  for (const { left } of calls) void left.then(() => (open -= 1));
  for (let waitedMs = 0; waitedMs <= cancelBoundMs; waitedMs += stepMs) {
    await Promise.resolve();
    if (open === 0) return true;
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
  return open === 0;
}

function outcomeOf({ status, error, comments, text }: Got): string {
  const how = comments
    .find((comment) => comment.includes('broke off'))
    ?.split(' ')
    .at(-3);
  const mended = comments.some((comment) => comment.includes('broke off')) ? `, ${how}` : '';
  if (error === null) return `complete${mended}`;
  return status === 200 ? `broken off with an error${mended}${text === '' ? ', no text' : ''}` : `error ${status}`;
}

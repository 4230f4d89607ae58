import { nearestName } from '../../config/nearest-name.ts';
import { createDependencies } from '../dependencies.ts';
import { inMemory } from '../open-sessions.ts';
import type { Settings } from '../read-settings.ts';
import { askQuestion } from './ask-question.ts';
import { BenchRefusal } from './bench-refusal.ts';
import type { BenchTarget } from './bench-target.ts';
import { estimateSpending, type SpendingEstimate } from './estimate-spending.ts';
import { listBenchTargets } from './list-bench-targets.ts';
import { loadQuestions } from './load-questions.ts';
import { measureTarget } from './measure-target.ts';
import { type ProviderRow, providerRow } from './provider-row.ts';

export interface BenchOptions {
  readonly settings: Settings;
  /** Questions for each target; `null` = each once. */
  readonly count: number | null;
  /** Names of targets; empty = all. */
  readonly only: readonly string[];
  /** Ends the run when it aborts, with a `GatewayError`; what was measured until then is told. */
  readonly signal: AbortSignal;
  /** Told before anything is spent. @throws BenchRefusal when nothing shall be. */
  agree(estimates: readonly SpendingEstimate[], questionCount: number): void;
  onProgress(target: string, asked: number, questionCount: number): void;
}

export interface BenchResult {
  readonly rows: readonly ProviderRow[];
  readonly questionCount: number;
  readonly estimates: readonly SpendingEstimate[];
  readonly interrupted: boolean;
}

/**
 * Measures what is configured, one target after the other, as a gateway would that was just started.
 * @throws BenchRefusal when a name is not known, or from `agree`.
 */
export async function runBench(options: BenchOptions): Promise<BenchResult> {
  const { settings, signal } = options;
  const { config, ollamaModels } = settings;
  const { services, models, close } = await createDependencies({
    config,
    ollamaModels,
    masterKey: null,
    maxConcurrent: config.limits.maxConcurrent,
    variables: process.env,
    loadsWeights: false,
    dataDirectory: inMemory,
    logFormat: 'json',
    writeLog: () => true,
    report: () => undefined,
  });
  try {
    const targets = chosen(listBenchTargets(settings, models), options.only);
    const questions = loadQuestions(options.count);
    const estimates = estimateSpending(
      targets.filter(({ unmeasured }) => unmeasured === null),
      questions,
    );
    options.agree(estimates, questions.length);
    const { gateway, newRequestId } = services;
    const rows: ProviderRow[] = [];
    for (const target of targets) {
      const measurement =
        target.unmeasured === null
          ? await measureTarget(questions, {
              ask: (question) => askQuestion(question, target, { gateway, requestId: newRequestId(), signal }),
              signal,
              onProgress: (asked) => options.onProgress(target.name, asked, questions.length),
            })
          : null;
      rows.push(providerRow(target, measurement));
    }
    return { rows, questionCount: questions.length, estimates, interrupted: signal.aborted };
  } finally {
    await close();
  }
}

function chosen(targets: readonly BenchTarget[], only: readonly string[]): readonly BenchTarget[] {
  const names = targets.map(({ name }) => name);
  for (const name of only) {
    if (names.includes(name)) continue;
    const near = nearestName(name, names);
    const known = near === null ? `There are: ${names.join(', ')}.` : `Did you mean ${near}?`;
    throw new BenchRefusal(`No target is called ${name}. ${known}`);
  }
  return only.length === 0 ? targets : targets.filter(({ name }) => only.includes(name));
}

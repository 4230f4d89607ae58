import { awsQuota } from '../../config/aws-quota.ts';
import { figure, percent } from './figure.ts';
import { hostedInstances } from './hosted-instances.ts';
import type { Plan } from './make-plan.ts';
import { tableUnits } from './table-units.ts';
import { tasksFor } from './tasks-for.ts';

/** A quota of the account beside what a load needs of it, in one region. */
export interface NeededQuota {
  readonly service: string;
  readonly name: string;
  readonly code: string | null;
  /** `null` = differs by account, or unknown. */
  readonly default: number | null;
  readonly needed: number;
  readonly unit: string;
  readonly how: string;
  /** `null` = it depends on the account. */
  readonly isToRaise: boolean | null;
  readonly source: string;
  readonly isVerified: boolean;
  readonly note: string | null;
}

/** Of some Claude models an output token counts so many times; which, only the account tells. */
const outputBurndown = 5;

/** At the busiest time, with the whole load in one region: as when the others are away. */
export function neededQuotas({ deploy, load, volume, models }: Plan): readonly NeededQuota[] {
  const { peakRps, peakConcurrent, answerSeconds } = volume;
  const rate = `${figure(peakRps)} requests/s`;
  const units = tableUnits(load);
  const tasks = tasksFor({ ...deploy.container, maxTasks: Number.MAX_SAFE_INTEGER }, 1, load, peakRps);
  const isLambda = deploy.compute === 'lambda';
  const attempts = isLambda ? peakConcurrent : 0;
  const background = peakRps * (1 - load.cacheHitRate) * load.backgroundShare * answerSeconds;
  return [
    quota(
      'lambda-concurrency',
      attempts + background,
      `${isLambda ? `${rate} × ${figure(volume.meanSeconds)} s + ` : ''}background answers: ${rate} × ${percent(load.backgroundShare)} × ${figure(answerSeconds)} s`,
    ),
    quota('api-rate', peakRps, rate),
    quota('api-burst', peakRps, 'a second of it at once'),
    ...(isLambda
      ? []
      : [
          quota(
            'fargate-cpu',
            (tasks.count * deploy.container.cpu) / 1024,
            `${figure(tasks.count)} tasks × ${figure(deploy.container.cpu / 1024)} vCPU`,
          ),
        ]),
    quota('table-reads', peakRps * load.storedShare * units.reads, `${rate} × ${units.reads} units of a stored turn`),
    quota(
      'table-writes',
      peakRps * load.storedShare * units.writes,
      `${rate} × ${units.writes} units of a stored turn`,
    ),
    ...hostedInstances(deploy, load, peakRps, answerSeconds).map(({ instanceType, needed, maxInstances, how }) => {
      const count = Math.max(needed, maxInstances);
      return quota(
        instanceType,
        count,
        `as many as the settings allow (needed: ${how})`,
        `${instanceType} for endpoint usage`,
      );
    }),
    ...tokenQuotas(),
  ];

  function tokenQuotas(): readonly NeededQuota[] {
    const perModel = new Map<string, number>();
    for (const { kind, model, share } of models) {
      if (kind === 'bedrock') perModel.set(model, (perModel.get(model) ?? 0) + share);
    }
    return [...perModel].map(([model, share]) => {
      const perMinute = peakRps * (1 - load.cacheHitRate) * share * 60;
      const needed = perMinute * (load.inputTokens + outputBurndown * load.outputTokens);
      const how = `${figure(perMinute)} requests/min × (${figure(load.inputTokens)} + ${outputBurndown} × ${figure(load.outputTokens)}) tokens`;
      return quota('bedrock-tokens', needed, how, `Cross-Region InvokeModel tokens per minute for ${model}`);
    });
  }
}

function quota(id: string, needed: number, how: string, name?: string): NeededQuota {
  const known = awsQuota(id);
  const standard = known?.default ?? null;
  return {
    service: known?.service ?? 'SageMaker',
    name: name ?? known?.name ?? id,
    code: known?.code ?? null,
    default: standard,
    // Without what floating point adds.
    needed: Math.ceil(Number(needed.toPrecision(12))),
    unit: known?.unit ?? 'instances',
    how,
    isToRaise: standard === null ? null : needed > standard,
    source: known?.source ?? 'https://docs.aws.amazon.com/general/latest/gr/sagemaker.html',
    isVerified: known !== null && known.confirmedBy !== null,
    note: known?.note ?? null,
  };
}

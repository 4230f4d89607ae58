import type { DeploySettings } from '../../config/deploy-settings.ts';
import { deployedCounts } from '../../config/deployed-counts.ts';
import type { EffectiveConfig } from '../../config/effective-config.ts';
import type { ModelRow } from '../../config/model-row.ts';
import type { Component, CostLine } from './cost-line.ts';
import { backgroundLines } from './lines/background-lines.ts';
import { computeLines } from './lines/compute-lines.ts';
import { frontLines } from './lines/front-lines.ts';
import { hostedLines } from './lines/hosted-lines.ts';
import { modelLines } from './lines/model-lines.ts';
import { operationsLines } from './lines/operations-lines.ts';
import { tableLines } from './lines/table-lines.ts';
import type { Load } from './load.ts';
import { notIncluded } from './not-included.ts';
import { type PlannedModel, plannedModels } from './planned-models.ts';
import { shortfalls } from './shortfalls.ts';
import { type Volume, volumeOf } from './volume.ts';

/** What a load costs a month with these settings. US dollars, on demand, without free tiers. */
export interface Plan {
  readonly load: Load;
  readonly volume: Volume;
  readonly deploy: DeploySettings;
  readonly models: readonly PlannedModel[];
  readonly lines: readonly CostLine[];
  /** Of the lines that have a price. */
  readonly totalUsd: number;
  /** The part of it that rests on prices nobody could confirm. */
  readonly unverifiedUsd: number;
  readonly byComponent: Readonly<Record<Component, number>>;
  /** What is in no total, one sentence each. */
  readonly notIncluded: readonly string[];
  /** What these settings cannot take of the load, one sentence each. */
  readonly shortfalls: readonly string[];
}

export interface PlanFacts {
  readonly deploy: DeploySettings;
  readonly gateway: EffectiveConfig;
  readonly modelRows: readonly ModelRow[];
  readonly load: Load;
}

const hoursPerDay = 24;
const msPerHour = 3_600_000;

export function makePlan({ deploy, gateway, modelRows, load }: PlanFacts): Plan {
  const volume = volumeOf(load);
  const models = plannedModels(gateway, modelRows, load);
  const keepDays = gateway.sessions.keepMs / msPerHour / hoursPerDay;
  const lines = [
    ...modelLines(models, load, volume),
    ...hostedLines(deploy, load, volume),
    ...frontLines(deploy, load, volume),
    ...computeLines(deploy, load, volume),
    ...tableLines({ deploy, models, load, volume, keepDays }),
    ...backgroundLines(deploy, load, volume),
    ...operationsLines({ deploy, counts: deployedCounts(deploy), load, volume }),
  ];
  return {
    load,
    volume,
    deploy,
    models,
    lines,
    totalUsd: sum(lines),
    unverifiedUsd: sum(lines.filter(({ price }) => !price.isVerified)),
    byComponent: {
      models: sum(lines.filter(({ component }) => component === 'models')),
      'hosted models': sum(lines.filter(({ component }) => component === 'hosted models')),
      'front door': sum(lines.filter(({ component }) => component === 'front door')),
      compute: sum(lines.filter(({ component }) => component === 'compute')),
      tables: sum(lines.filter(({ component }) => component === 'tables')),
      'background answers': sum(lines.filter(({ component }) => component === 'background answers')),
      operations: sum(lines.filter(({ component }) => component === 'operations')),
    },
    notIncluded: notIncluded(deploy, models, lines, load),
    shortfalls: shortfalls(deploy, load, volume),
  };
}

function sum(lines: readonly CostLine[]): number {
  return lines.reduce((total, { usd }) => total + (usd ?? 0), 0);
}

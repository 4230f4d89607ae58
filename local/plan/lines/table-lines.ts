import type { DeploySettings } from '../../../config/deploy-settings.ts';
import type { CostLine } from '../cost-line.ts';
import { figure } from '../figure.ts';
import type { Load } from '../load.ts';
import type { PlannedModel } from '../planned-models.ts';
import { priceLine } from '../price-line.ts';
import { tableUnits } from '../table-units.ts';
import { tasksFor } from '../tasks-for.ts';
import { hoursPerMonth, secondsPerMonth, type Volume } from '../volume.ts';

/** How long what was read of a breaker is believed. */
const breakerSeconds = 1.5;
const gb = 1024 ** 3;

export interface TableFacts {
  readonly deploy: DeploySettings;
  readonly models: readonly PlannedModel[];
  readonly load: Load;
  readonly volume: Volume;
  /** How long turns are kept, days. */
  readonly keepDays: number;
}

/** The tables, and the files of what is too long for them. */
export function tableLines({ deploy, models, load, volume, keepDays }: TableFacts): readonly CostLine[] {
  const component = 'tables';
  const { regions, tables } = deploy;
  const units = tableUnits(load);
  const stored = volume.requests * load.storedShare;
  const breakers = breakerReads(deploy, models, load, volume);
  const copies = regions.length;
  const storedMonths = keepDays / (hoursPerMonth / 24);
  const itemsGb = (stored * storedMonths * units.itemBytes) / gb;
  const filesGb = (stored * storedMonths * units.fileBytes) / gb;
  const replicated = copies === 1 ? '' : ` × ${copies} regions`;
  const written = stored * units.writes;
  return [
    priceLine({
      component,
      item: 'DynamoDB, reads',
      price: 'table-reads',
      quantity: (stored * units.reads + breakers.units) / 1e6,
      how: `${figure(stored)} stored turns × ${units.reads} units (head, and ${units.earlierTurns} turns before it) + ${breakers.how}`,
    }),
    priceLine({
      component,
      item: 'DynamoDB, writes',
      price: 'table-writes',
      quantity: (written * copies) / 1e6,
      how: `${figure(stored)} stored turns × ${units.writes} units (turn begun, head moved, turn ended: ${figure(units.itemBytes)} bytes)${replicated}`,
    }),
    priceLine({
      component,
      item: 'DynamoDB, storage',
      price: 'table-storage',
      quantity: itemsGb * copies,
      how: `${figure(stored)} turns a month × ${figure(keepDays)} days × ${figure(units.itemBytes)} bytes${replicated}`,
    }),
    ...(tables.pointInTimeRecovery
      ? [
          priceLine({
            component,
            item: 'DynamoDB, point-in-time recovery',
            price: 'table-recovery',
            quantity: itemsGb * copies,
            how: 'as much as the storage',
          }),
        ]
      : []),
    ...(copies === 1
      ? []
      : [
          priceLine({
            component,
            item: 'DynamoDB, to the other regions',
            price: 'region-out',
            quantity: (written * 1024 * (copies - 1)) / gb,
            how: `${figure(written)} write units × at most 1 KB × ${copies - 1}`,
          }),
        ]),
    ...(units.files === 0 ? [] : fileLines(stored, units.files, units.earlierTurns, filesGb)),
  ];
}

/** A fresh look at every target a request may go to: with one request an environment nobody has looked a moment ago. */
function breakerReads(
  { compute, container, regions }: DeploySettings,
  models: readonly PlannedModel[],
  load: Load,
  volume: Volume,
) {
  const targets = models.reduce((sum, model) => sum + model.share * model.targets, 0);
  const each = volume.asked * targets;
  if (compute === 'lambda') {
    return { units: each, how: `${figure(volume.asked)} requests × ${figure(targets)} breakers` };
  }
  const tasks = tasksFor(container, regions.length, load, volume.meanRps).count;
  const known = new Set(models.map(({ model }) => model)).size;
  const looked = (tasks * known * secondsPerMonth) / breakerSeconds;
  return {
    units: Math.min(each, looked),
    how: `at most ${figure(tasks)} tasks × ${known} breakers every ${breakerSeconds} s`,
  };
}

function fileLines(stored: number, files: number, earlierTurns: number, filesGb: number): readonly CostLine[] {
  const component = 'tables';
  return [
    priceLine({
      component,
      item: 'S3, long texts written',
      price: 'file-writes',
      quantity: (stored * files) / 1e3,
      how: `${figure(stored)} turns × ${files} texts above 16 KB`,
    }),
    priceLine({
      component,
      item: 'S3, long texts read',
      price: 'file-reads',
      quantity: (stored * files * earlierTurns) / 1e3,
      how: `${figure(stored)} turns × ${files} texts × ${earlierTurns} turns before`,
    }),
    priceLine({
      component,
      item: 'S3, storage',
      price: 'file-storage',
      quantity: filesGb,
      how: 'as long as the turns',
    }),
  ];
}

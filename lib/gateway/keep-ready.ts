import { Schedule } from 'aws-cdk-lib/aws-applicationautoscaling';
import type { Alias } from 'aws-cdk-lib/aws-lambda';
import type { ProvisionedConcurrency } from '../../config/deploy-settings.ts';

/** Share of the environments in use from which on more are made ready. */
const utilization = 0.7;

/** Keeps environments of a function started between two times of day, and as many more as are used. */
export function keepReady(alias: Alias, wanted: ProvisionedConcurrency | null): void {
  if (wanted === null) return;
  const scaling = alias.addAutoScaling({ minCapacity: 0, maxCapacity: wanted.max });
  scaling.scaleOnUtilization({ utilizationTarget: utilization });
  scaling.scaleOnSchedule('From', {
    schedule: Schedule.expression(wanted.from),
    minCapacity: wanted.min,
    maxCapacity: wanted.max,
  });
  scaling.scaleOnSchedule('Until', { schedule: Schedule.expression(wanted.until), minCapacity: 0, maxCapacity: 0 });
}

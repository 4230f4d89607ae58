import { Duration, Stack } from 'aws-cdk-lib';
import {
  type PredefinedMetric,
  ScalableTarget,
  Schedule,
  ServiceNamespace,
} from 'aws-cdk-lib/aws-applicationautoscaling';
import { Role } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

export interface EndpointScalingProps {
  /** `endpoint/NAME/variant/NAME`, or `inference-component/NAME`. */
  readonly resourceId: string;
  readonly scalableDimension: string;
  readonly min: number;
  readonly max: number;
  readonly metric: PredefinedMetric;
  readonly target: number;
  /** How long fewer were enough before one goes: longer than a new one takes to load. */
  readonly scaleInCooldown: Duration;
  readonly floors?: readonly { readonly cron: string; readonly minInstances: number }[];
}

/** Follows what is asked between two bounds; at certain times the lower one is another. */
export function scaleEndpoint(scope: Construct, id: string, props: EndpointScalingProps): ScalableTarget {
  const { resourceId, scalableDimension, min, max, metric, target, scaleInCooldown, floors = [] } = props;
  const { partition, account } = Stack.of(scope);
  const scalable = new ScalableTarget(scope, id, {
    serviceNamespace: ServiceNamespace.SAGEMAKER,
    resourceId,
    scalableDimension,
    minCapacity: min,
    maxCapacity: max,
    // AWS makes it with the first such target of an account, and takes no other.
    role: Role.fromRoleArn(
      scope,
      `${id}Role`,
      `arn:${partition}:iam::${account}:role/aws-service-role/sagemaker.application-autoscaling.amazonaws.com/AWSServiceRoleForApplicationAutoScaling_SageMakerEndpoint`,
      { mutable: false },
    ),
  });
  scalable.scaleToTrackMetric('Load', {
    predefinedMetric: metric,
    targetValue: target,
    scaleInCooldown,
    scaleOutCooldown: Duration.minutes(1),
  });
  for (const [index, { cron, minInstances }] of floors.entries()) {
    scalable.scaleOnSchedule(`Floor${index + 1}`, { schedule: Schedule.expression(cron), minCapacity: minInstances });
  }
  return scalable;
}

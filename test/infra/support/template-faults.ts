import { cronFault } from '../../../config/cron-fault.ts';
import { list } from './access.ts';
import type { Json, JsonObject } from './stack.ts';

/** What neither AWS's validation rules nor cfn-lint find wrong with a template, one line each. */
export function templateFaults(template: JsonObject): readonly string[] {
  const resources = Object.entries((template.Resources ?? {}) as Record<string, JsonObject>);
  const faults = resources.flatMap(([id, { Type, Properties }]) =>
    (checks[String(Type)] ?? []).flatMap((check) =>
      check((Properties ?? {}) as JsonObject).map((fault) => `${id}: ${fault}`),
    ),
  );
  if (resources.length > 450) faults.push(`${resources.length} resources; CloudFormation takes 500`);
  const bytes = JSON.stringify(template).length;
  if (bytes > 900_000) faults.push(`${bytes} bytes; CloudFormation takes 1 MB`);
  return faults;
}

type Check = (properties: JsonObject) => readonly string[];

const methods = new Set(['ANY', 'DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);
/** What API Gateway waits for an answer that does not stream, and for one that does. */
const longest = { BUFFERED: 29_000, STREAM: 900_000 } as const;
/** Characters that the inline policies of a role may have together. */
const policySize = 10_240;

const checks: Readonly<Record<string, readonly Check[]>> = {
  'AWS::Events::Rule': [({ ScheduleExpression }) => scheduleFault(ScheduleExpression)],
  'AWS::Scheduler::Schedule': [({ ScheduleExpression }) => scheduleFault(ScheduleExpression)],
  'AWS::ApplicationAutoScaling::ScalableTarget': [
    (properties) => orderFault(properties),
    ({ ScheduledActions }) =>
      list(ScheduledActions).flatMap((action) => {
        const { Schedule, ScalableTargetAction } = action as JsonObject;
        return [...scheduleFault(Schedule), ...orderFault(ScalableTargetAction as JsonObject)];
      }),
  ],
  'AWS::CloudWatch::Alarm': [alarmFaults],
  'AWS::ApiGateway::Method': [
    ({ HttpMethod }) => (methods.has(String(HttpMethod)) ? [] : [`HTTP has no method ${HttpMethod}`]),
    ({ Integration }) => {
      const { ResponseTransferMode = 'BUFFERED', TimeoutInMillis = 0 } = (Integration ?? {}) as JsonObject;
      const limit = longest[ResponseTransferMode as keyof typeof longest];
      return Number(TimeoutInMillis) > limit ? [`waits ${TimeoutInMillis} ms, above ${limit}`] : [];
    },
  ],
  'AWS::IAM::Policy': [policyFaults],
};

function orderFault({ MinCapacity, MaxCapacity }: JsonObject): readonly string[] {
  return Number(MinCapacity) > Number(MaxCapacity) ? [`MinCapacity ${MinCapacity} is above ${MaxCapacity}`] : [];
}

function alarmFaults({ DatapointsToAlarm, EvaluationPeriods, Period, Metrics }: JsonObject): readonly string[] {
  const periods = [Period, ...list(Metrics).flatMap(metricPeriods)].filter((one) => one !== undefined);
  return [
    ...(Number(DatapointsToAlarm ?? 0) > Number(EvaluationPeriods)
      ? [`needs ${DatapointsToAlarm} of ${EvaluationPeriods} periods`]
      : []),
    ...periods.flatMap((period) =>
      [10, 20, 30].includes(Number(period)) || Number(period) % 60 === 0 ? [] : [`has a period of ${period} s`],
    ),
  ];
}

function metricPeriods(metric: Json): readonly Json[] {
  const { MetricStat, Period } = metric as JsonObject;
  const period = (MetricStat as JsonObject | undefined)?.Period ?? Period;
  return period === undefined ? [] : [period];
}

function policyFaults({ PolicyDocument }: JsonObject): readonly string[] {
  const statements = list((PolicyDocument as JsonObject).Statement) as readonly JsonObject[];
  const size = JSON.stringify(PolicyDocument).length;
  return [
    ...statements.flatMap(({ Effect, Action }) => [
      ...(Effect === 'Allow' || Effect === 'Deny' ? [] : [`has the effect ${Effect}`]),
      ...list(Action).flatMap((action) =>
        /^[a-z0-9-]+:[A-Za-z*]+$/.test(String(action)) ? [] : [`names the action ${action}`],
      ),
    ]),
    ...(size > policySize ? [`has ${size} characters; a role takes ${policySize}`] : []),
  ];
}

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html */
function scheduleFault(expression: Json | undefined): readonly string[] {
  if (expression === undefined) return [];
  const text = String(expression);
  const fault = [`has the schedule ${text}`];
  const [, rate, unit] = /^rate\((\d+) (minute|hour|day|minutes|hours|days)\)$/.exec(text) ?? [];
  if (rate !== undefined && unit !== undefined)
    return (Number(rate) === 1) === !unit.endsWith('s') && rate !== '0' ? [] : fault;
  if (/^at\(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\)$/.test(text)) return [];
  return cronFault(text) === null ? [] : fault;
}

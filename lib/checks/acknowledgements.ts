/** A finding that stays, and why. */
export interface Acknowledgement {
  /** The rule, with its finding in brackets where it has some. */
  readonly rule: RegExp;
  /** Path of the construct. */
  readonly on: RegExp;
  readonly reason: string;
  /** Where a policy names `*`: the actions that take nothing narrower. */
  readonly onlyActions?: readonly string[];
}

/**
 * Every finding of cdk-nag that stays. Also the one list of where a policy names `*`: a test compares it with the
 * templates.
 */
export const acknowledgements: readonly Acknowledgement[] = [
  {
    rule: /^AwsSolutions-S1$/,
    on: /\/Artifacts\/Bucket\//,
    reason:
      'Only functions of the deployment use the bucket, and CloudTrail data events tell who read what where an auditor wants it; access logs would need a second bucket that has the same finding.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/content\/\*\]$/,
    on: /\/Role\/DefaultPolicy\//,
    reason: 'Content of turns lies below content/ under names made at run time.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*appconfig.*\/configuration\/\*\]$/,
    on: /\/Role\/DefaultPolicy\//,
    reason: 'Both documents of the one environment: the live configuration and the flags.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:[^:]+:bedrock:\*::foundation-model\/[^*]+\]$/,
    on: /\/Role\/DefaultPolicy\//,
    reason:
      'An inference profile runs its model in several regions and needs leave for the model in each; the model itself is named.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:[^:]+:bedrock:\*::foundation-model\/\*\]$/,
    on: /\/Role\/DefaultPolicy\//,
    reason:
      'An application inference profile does not say which model it leads to; the statement holds for calls through that one profile alone.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /-rollout-.*\/Environment\/Role/,
    reason: 'AppConfig looks at alarms by calls that take no resource.',
    onlyActions: ['cloudwatch:DescribeAlarms'],
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /\/BackgroundAnswers\/Role\//,
    reason: 'Step Functions sets up the delivery of its logs, and of traces, by calls that take no resource.',
    onlyActions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /\/(Gateway|Admin|Validator|FlagsValidator|prepare|attempt|decide-next|finish|fail)\/Role\/DefaultPolicy\//,
    reason: 'With deploy.operations.tracing a function sends its traces by calls that take no resource.',
    onlyActions: ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'],
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:.*:states:.*:execution:.*:\*\]$/,
    on: /\/(Gateway|Container)\/Role\//,
    reason: 'A cancelled background answer stops its run, and runs are named when they are started.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::<\w+Function\w+\.Arn>:\*\]$/,
    on: /\/BackgroundAnswers\/Role\//,
    reason: "Versions and aliases of the tasks' own functions.",
  },
  {
    rule: /^(AwsSolutions-SF2|Serverless-StepFunctionStateMachineXray|Serverless-LambdaTracing|Serverless-APIGWXrayEnabled)$/,
    on: /./,
    reason: 'Traces are a setting, deploy.operations.tracing: they cost as much as the requests they follow.',
  },
  {
    rule: /^AwsSolutions-SMG4$/,
    on: /\/MasterKey\//,
    reason:
      'Clients hold the key: it is changed when the operator says so, not under their feet. docs/deploy.md says how.',
  },
  {
    rule: /^AwsSolutions-APIG2$/,
    on: /\/Api\/Rest\//,
    reason: 'The gateway validates requests itself and says what to do in the words of the client’s own API.',
  },
  {
    rule: /^AwsSolutions-APIG4$|^AwsSolutions-COG4$/,
    on: /\/Api\/Rest\//,
    reason:
      'SDKs of model providers show one key as bearer or x-api-key; the gateway checks it before it reads anything else.',
  },
  {
    rule: /^AwsSolutions-APIG3$/,
    on: /\/Api\/Rest\//,
    reason:
      'A web application firewall is a setting, deploy.gateway.waf; the profile small is without, for it costs while idle.',
  },
  {
    rule: /^AwsSolutions-APIG6$/,
    on: /\/Api\/Rest\//,
    reason: 'Execution logs hold bodies, which are prompts. Access logs tell who asked what, and how it ended.',
  },
  {
    rule: /^AwsSolutions-IAM4\[.*AmazonAPIGatewayPushToCloudWatchLogs\]$/,
    on: /\/CloudWatchRole\//,
    reason: 'API Gateway writes access logs by one role of the account, for which AWS has this policy.',
  },
  {
    rule: /^Serverless-LambdaDLQ$/,
    on: /./,
    reason:
      'The functions are called and waited for, by API Gateway, Step Functions and AppConfig. What EventBridge calls has a dead-letter queue at its rule.',
  },
  {
    rule: /^(AwsSolutions-SQS3|Serverless-SQSRedrivePolicy)$/,
    on: /\/UnendedRuns\//,
    reason: 'It is the dead-letter queue, and an alarm tells of what is in it.',
  },
  {
    rule: /^Serverless-SNSRedrivePolicy$/,
    on: /\/Alarms\//,
    reason: 'An e-mail that cannot be delivered has no queue to go to; the alarm stays on in the console.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Action::s3:(GetBucket|GetObject|List)\*\]$/,
    on: /\/Image\/Build\/Role\/DefaultPolicy\//,
    reason:
      'The build reads its own source from the bucket of CDK assets; the CDK writes this grant, and it is for reading.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::arn:[^:]+:logs:.*:log-group:\/aws\/codebuild\/.*\]$/,
    on: /\/Image\/Build\/Role\/DefaultPolicy\//,
    reason: 'The log of the one build project, streams made at run time.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /\/Image\/Build\/Role\/DefaultPolicy\//,
    reason: 'Logging in to the registry takes no resource.',
    onlyActions: ['ecr:GetAuthorizationToken'],
  },
  {
    rule: /^AwsSolutions-CB4$/,
    on: /\/Image\/Build\//,
    reason: 'The build keeps no artifacts: what it makes is in the registry, encrypted there.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::.*\/models\/.*\*\]$|^AwsSolutions-IAM5\[Resource::arn:.*:s3:::.+\/\*\]$/,
    on: /\/(Nli|ShadowSelf)\/Role\/DefaultPolicy\//,
    reason: 'Weights are every file below their prefix.',
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /\/(Nli|ShadowSelf)\/Role\/DefaultPolicy\//,
    reason: 'Logging in to the registry and writing metrics, to the namespaces of SageMaker only, take no resource.',
    onlyActions: ['cloudwatch:PutMetricData', 'ecr:GetAuthorizationToken'],
  },
  {
    rule: /^AwsSolutions-IAM5\[Resource::\*\]$/,
    on: /\/Container\/Task\/ExecutionRole\/DefaultPolicy\//,
    reason: 'Logging in to the registry takes no resource.',
    onlyActions: ['ecr:GetAuthorizationToken'],
  },
  {
    rule: /^AwsSolutions-ECS2$/,
    on: /\/Container\/Task\//,
    reason:
      'Names of tables, of the bucket and of the key’s secret; the key itself is read at start and is in no variable.',
  },
  {
    rule: /^AwsSolutions-ECS4$/,
    on: /\/Container\/Cluster\//,
    reason:
      'The free metrics of the service are what it scales and alarms on; Container Insights costs by task and metric.',
  },
  {
    rule: /^AwsSolutions-ELB2$/,
    on: /\/Container\/Balancer\//,
    reason: 'Only API Gateway reaches it, whose access logs tell who asked what, and how it ended.',
  },
  {
    rule: /^AwsSolutions-VPC7$/,
    on: /\/Container\/Network\/Vpc\//,
    reason:
      'Nothing is in it but tasks, which only the load balancer reaches and whose own log says whom they called; flow logs of streams would cost more than the tasks. Whoever must have them adds them to the VPC.',
  },
];

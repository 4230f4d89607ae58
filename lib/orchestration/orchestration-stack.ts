import { Duration } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { LambdaFunction } from 'aws-cdk-lib/aws-events-targets';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { answerTaskEnvironment } from '../../lambdas/answer-tasks/environment.ts';
import {
  type BackgroundAnswerTask,
  backgroundAnswer,
  backgroundAnswerTasks,
} from '../../workflows/background-answer.ts';
import { CatoStack, type CatoStackProps } from '../cato-stack.ts';
import { CatoFunction } from '../functions/cato-function.ts';
import type { GatewayNeeds, TaskAccess } from '../gateway/gateway-needs.ts';
import { CatoLogGroup } from '../logs/cato-log-group.ts';

export interface OrchestrationStackProps extends CatoStackProps {
  readonly needs: GatewayNeeds;
}

const folders: Readonly<Record<BackgroundAnswerTask, string>> = {
  prepare: 'prepare',
  attempt: 'attempt',
  decideNext: 'decide-next',
  finish: 'finish',
  fail: 'fail',
};

const descriptions: Readonly<Record<BackgroundAnswerTask, string>> = {
  prepare: 'finds out where the request of a background answer may go',
  attempt: 'one attempt at a background answer',
  decideNext: 'decides what follows from the attempts so far',
  finish: 'makes the answer from the stored events and ends the turn',
  fail: 'ends the turn with an error',
};

/** What the tasks need that call no model. */
const accesses: Readonly<Record<Exclude<BackgroundAnswerTask, 'attempt'>, TaskAccess>> = {
  prepare: { sessions: 'read', breakers: 'read' },
  decideNext: { sessions: 'read', breakers: 'read' },
  finish: { sessions: 'write', breakers: 'none' },
  fail: { sessions: 'write', breakers: 'none' },
};

/** Background answers: the state machine of `workflows/`, and a function for each of its tasks. */
export class OrchestrationStack extends CatoStack {
  readonly backgroundAnswers: StateMachine;
  readonly tasks: readonly CatoFunction[];
  /** Runs whose turn could not be ended either. */
  readonly unendedRuns: Queue;

  constructor(scope: Construct, props: OrchestrationStackProps) {
    super(scope, props, { part: 'orchestration', description: 'background answers' });
    const { needs, settings } = props;
    const functions = new Map<BackgroundAnswerTask, CatoFunction>();
    for (const task of backgroundAnswerTasks) {
      const { taskEnvironment } = needs;
      const made = new CatoFunction(this, folders[task], {
        settings,
        entry: folders[task],
        description: descriptions[task],
        environment: answerTaskEnvironment.toVariables(taskEnvironment),
        // An attempt takes as long as an answer may; the others only read and write.
        timeout: task === 'attempt' ? Duration.minutes(15) : Duration.minutes(1),
        memoryMb: memoryMbOf(task, settings.deploy.gateway.memoryMb),
      });
      if (task === 'attempt') needs.grantTo(made.role);
      else needs.grantTaskTo(made.role, accesses[task]);
      functions.set(task, made);
    }
    this.tasks = [...functions.values()];
    const arns = Object.fromEntries([...functions].map(([task, { function: made }]) => [task, made.functionArn]));
    const logs = new CatoLogGroup(this, 'MachineLogs', {
      settings,
      // Step Functions wants this prefix once many machines log.
      logGroupName: `/aws/vendedlogs/states/${settings.deploy.prefix}-background-answers`,
    });
    this.backgroundAnswers = new StateMachine(this, 'BackgroundAnswers', {
      definitionBody: DefinitionBody.fromString(
        JSON.stringify(backgroundAnswer(arns as Record<BackgroundAnswerTask, string>)),
      ),
      stateMachineType: StateMachineType.STANDARD,
      logs: { destination: logs, level: LogLevel.ALL, includeExecutionData: false },
      tracingEnabled: settings.deploy.operations.tracing,
    });
    for (const { function: made } of functions.values()) made.grantInvoke(this.backgroundAnswers);
    const failing = functions.get('fail');
    if (!failing) throw new RangeError('there is no task that ends a turn');
    this.unendedRuns = new Queue(this, 'UnendedRuns', {
      encryption: QueueEncryption.SQS_MANAGED,
      enforceSSL: true,
      retentionPeriod: Duration.days(14),
    });
    // The rule's own dead letters are events that could not be handed over; this is for those the function fails at.
    failing.function.configureAsyncInvoke({ onFailure: new SqsDestination(this.unendedRuns), retryAttempts: 2 });
    // A run that ended without ending its turn: its time was over, or somebody aborted it.
    new Rule(this, 'EndedRuns', {
      description: 'Ends the turns of background answers whose run ended without doing so',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [this.backgroundAnswers.stateMachineArn],
          status: ['FAILED', 'TIMED_OUT', 'ABORTED'],
        },
      },
      targets: [
        new LambdaFunction(failing.function, {
          retryAttempts: 4,
          maxEventAge: Duration.hours(2),
          deadLetterQueue: this.unendedRuns,
        }),
      ],
    });
  }
}

/** Mebibytes: a conversation, its answer's events, one request and its answer, or no more than that a turn is there. */
function memoryMbOf(task: BackgroundAnswerTask, gatewayMb: number): number {
  switch (task) {
    case 'decideNext':
      return 256;
    case 'fail':
      return 512;
    default:
      return Math.max(gatewayMb, 1_024);
  }
}

import { createHash } from 'node:crypto';
import { type SFNClient, StartExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import { GatewayError } from '../../core/errors/gateway-error.ts';
import type { BackgroundAnswers } from '../../core/ports/background-answers.ts';

export interface StepFunctionsBackgroundAnswersOptions {
  readonly client: Pick<SFNClient, 'send'>;
  /** ARN of the state machine. */
  readonly machine: string;
  readonly runsForMs: number;
}

const waitMs = 3_000;

/** Background answers as runs of a state machine: one for each turn, however often it is asked for. */
export class StepFunctionsBackgroundAnswers implements BackgroundAnswers {
  readonly runsForMs: number;
  readonly #client: StepFunctionsBackgroundAnswersOptions['client'];
  readonly #machine: string;

  constructor({ client, machine, runsForMs }: StepFunctionsBackgroundAnswersOptions) {
    this.runsForMs = runsForMs;
    this.#client = client;
    this.#machine = machine;
  }

  async start(scope: string, turnId: string): Promise<void> {
    try {
      await this.#client.send(
        new StartExecutionCommand({
          stateMachineArn: this.#machine,
          name: runName(scope, turnId),
          input: JSON.stringify({ scope, turnId }),
        }),
        { abortSignal: AbortSignal.timeout(waitMs) },
      );
    } catch (error) {
      // It was begun before, by a call whose end was not seen.
      if (error instanceof Error && error.name === 'ExecutionAlreadyExists') return;
      throw new GatewayError('busy', 'The background answer could not be begun. Try again.', { cause: error });
    }
  }

  /** The run finds out by itself that its turn has ended; stopping it only saves what it would still do. */
  async cancel(scope: string, turnId: string): Promise<void> {
    const run = `${this.#machine.replace(':stateMachine:', ':execution:')}:${runName(scope, turnId)}`;
    await this.#client
      .send(new StopExecutionCommand({ executionArn: run }), { abortSignal: AbortSignal.timeout(waitMs) })
      .catch(() => undefined);
  }
}

/** A name that a machine takes once; up to 80 characters, none of a scope's own. */
function runName(scope: string, turnId: string): string {
  return createHash('sha256').update(scope).update('\0').update(turnId).digest('hex').slice(0, 64);
}

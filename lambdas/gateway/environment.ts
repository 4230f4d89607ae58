import { environmentContract, variable } from '../../config/environment-contract.ts';
import { answerTaskVariables } from '../answer-tasks/environment.ts';

/** What the gateway function, and the gateway in a container, are told. */
export const gatewayEnvironment = environmentContract({
  ...answerTaskVariables,
  /** ARN of the secret whose text every client must show. */
  masterKeySecret: variable('CATO_MASTER_KEY_SECRET'),
  /** ARN of the state machine of background answers. */
  backgroundMachine: variable('CATO_BACKGROUND_MACHINE'),
  /** Origins whose pages may call, comma-separated; empty = none. */
  corsOrigins: variable('CATO_CORS_ORIGINS', () => true),
});

import { environmentContract, variable } from '../../config/environment-contract.ts';

/** What the functions of a background answer's tasks are told. */
export const answerTaskVariables = {
  /** The prefix of the deployment. */
  deployment: variable('CATO_DEPLOYMENT'),
  /** All regions, comma-separated, the home region first. */
  regions: variable('CATO_REGIONS'),
  workingMemoryTable: variable('CATO_WORKING_MEMORY_TABLE'),
  coordinationTable: variable('CATO_COORDINATION_TABLE'),
  /** The bucket of this region. */
  artifactBucket: variable('CATO_ARTIFACT_BUCKET'),
  /** Ids at AppConfig: `application/environment/configuration/flags`. */
  appConfig: variable('CATO_APPCONFIG'),
  metricsNamespace: variable('CATO_METRICS_NAMESPACE'),
} as const;

export const answerTaskEnvironment = environmentContract(answerTaskVariables);

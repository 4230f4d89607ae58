import type { App } from 'aws-cdk-lib';
import { AwsSolutionsChecks, ServerlessChecks } from 'cdk-nag';
import { AcknowledgedChecks } from './acknowledged-checks.ts';
import { acknowledgements } from './acknowledgements.ts';

/** What every template is checked against, beside AWS's own rules: an error ends synth. */
export function catoChecks(app: App): readonly AcknowledgedChecks[] {
  return [new AwsSolutionsChecks(app), new ServerlessChecks(app)].map(
    (checks) => new AcknowledgedChecks(checks, acknowledgements),
  );
}

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { templatesOf } from './support/made-template.ts';
import { deployment } from './support/synthesised.ts';

function thresholdsOf(templates: ReturnType<typeof templatesOf>): readonly unknown[] {
  return templates
    .flatMap((template) => Object.values(template.findResources('AWS::CloudWatch::Alarm')))
    .filter(({ Properties }) => String(Properties.AlarmName).endsWith('-gateway-nearly-full'))
    .map(({ Properties }) => Properties.Threshold);
}

test('the alarm before the last place is taken follows the quota that the settings tell, and its own remedy clears it', () => {
  expect(thresholdsOf(templatesOf('operations: { accountConcurrency: 3000 }', 'gateway'))).toEqual([2_400]);
  const [usual] = deployment('small')
    .stack('gateway')
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => properties.AlarmName === 'cato-gateway-nearly-full');
  expect(usual?.properties.Threshold).toBe(800);
  const runbook = readFileSync(join(import.meta.dirname, '../../docs/runbook.md'), 'utf8');
  const [entry = ''] = runbook.split(/^## /m).filter((section) => section.startsWith('`gateway-nearly-full`'));
  expect(entry).toContain('deploy.operations.accountConcurrency');
});

test('an alarm on background answers counts runs that ran out of time', () => {
  const [alarm] = deployment('small')
    .stack('observability')
    .ofType('AWS::CloudWatch::Alarm')
    .filter(({ properties }) => properties.AlarmName === 'cato-background-answers-failing');
  const counted = JSON.stringify(alarm?.properties);
  expect(counted).toContain('"ExecutionsFailed"');
  expect(counted).toContain('"ExecutionsTimedOut"');
  // A client's cancelling aborts the run: nothing failed.
  expect(counted).not.toContain('ExecutionsAborted');
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Two zones are named: a network that may be in any would need lookups, or a choice at deployment that changes it.
 * Everything else that AWS's rules warn of may be wrong: a value that a property does not take is a warning to them.
 */
const known = ['W3010'];

interface Violation {
  readonly ruleName: string;
  readonly description: string;
  readonly severity: string;
}

/** What AWS's rules warn of in a cloud assembly, but for what is known; its errors end `cdk synth` by themselves. */
export function validationWarnings(assembly: string): readonly string[] {
  const report: { readonly pluginReports: readonly { readonly violations: readonly Violation[] }[] } = JSON.parse(
    readFileSync(join(assembly, 'validation-report.json'), 'utf8'),
  );
  return report.pluginReports
    .flatMap(({ violations }) => violations)
    .filter(({ severity, ruleName }) => severity === 'warning' && !known.includes(ruleName))
    .map(({ ruleName, description }) => `${ruleName}: ${description}`);
}

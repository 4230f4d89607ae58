import type { IPolicyValidationContext, IPolicyValidationPlugin, PolicyValidationPluginReport } from 'aws-cdk-lib';
import type { Acknowledgement } from './acknowledgements.ts';

/**
 * Checks whose acknowledged findings are left out. Acknowledging by id alone would not do: the ids of findings about
 * policies carry logical ids and names of exports, which say nothing to a reader and change with the prefix.
 */
export class AcknowledgedChecks implements IPolicyValidationPlugin {
  readonly name: string;
  readonly #checks: IPolicyValidationPlugin;
  readonly #acknowledgements: readonly Acknowledgement[];
  readonly #used = new Set<Acknowledgement>();

  constructor(checks: IPolicyValidationPlugin, acknowledgements: readonly Acknowledgement[]) {
    this.name = checks.name;
    this.#checks = checks;
    this.#acknowledgements = acknowledgements;
  }

  /** Those that met a finding, after `validate`. */
  get used(): ReadonlySet<Acknowledgement> {
    return this.#used;
  }

  validate(context: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = this.#checks.validate(context);
    const violations = report.violations.flatMap((violation) => {
      const left = violation.violatingResources.filter(
        ({ constructPath }) => !this.#isAcknowledged(violation.ruleName, constructPath ?? ''),
      );
      return left.length === 0 ? [] : [{ ...violation, violatingResources: left }];
    });
    return { ...report, violations, success: violations.length === 0 };
  }

  #isAcknowledged(rule: string, where: string): boolean {
    const found = this.#acknowledgements.find((one) => one.rule.test(rule) && one.on.test(where));
    if (found) this.#used.add(found);
    return found !== undefined;
  }
}

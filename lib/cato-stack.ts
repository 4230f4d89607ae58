import { Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

export interface CatoStackProps {
  readonly settings: Settings;
  readonly region: string;
}

interface StackFacts {
  /** The stack is called `<prefix>-<part>`. */
  readonly part: string;
  /** One sentence. */
  readonly description: string;
  /** Holds what cannot be made again. Default: false. */
  readonly isStateful?: boolean;
}

/** What all stacks of Cato have in common: their name, place, tags and protection. */
export abstract class CatoStack extends Stack {
  readonly settings: Settings;
  readonly isHome: boolean;

  constructor(scope: Construct, { settings, region }: CatoStackProps, { part, description, isStateful }: StackFacts) {
    const { prefix, account, regions, tables } = settings.deploy;
    super(scope, `${prefix}-${part}-${region}`, {
      stackName: `${prefix}-${part}`,
      description: `Cato: ${description}`,
      env: { region, ...(account === null ? {} : { account }) },
      terminationProtection: isStateful === true && tables.retain,
      // A stack in another region would otherwise be told of by a custom resource.
      crossRegionReferences: false,
    });
    this.settings = settings;
    this.isHome = region === regions[0];
    Tags.of(this).add('cato:deployment', prefix);
    Tags.of(this).add('cato:part', part);
  }

  /** Every region has three by these names; asking AWS for them would need an account. */
  override get availabilityZones(): string[] {
    return ['a', 'b', 'c'].map((letter) => `${this.region}${letter}`);
  }
}

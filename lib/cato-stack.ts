import { CfnDeletionPolicy, CfnOutput, CfnResource, Fn, Stack, Tags } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Settings } from './settings.ts';

const retaining: ReadonlySet<CfnDeletionPolicy> = new Set([
  CfnDeletionPolicy.RETAIN,
  CfnDeletionPolicy.RETAIN_EXCEPT_ON_CREATE,
]);
/** Retained from one version to the next, and gone with the function. */
const goesWithAnother: ReadonlySet<string> = new Set(['AWS::Lambda::Version']);

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

  /** For the end of a constructor: an output that lists what CloudFormation leaves behind when the stack goes. */
  protected tellWhatStays(): void {
    const kept = this.node
      .findAll()
      .filter((one): one is CfnResource => one instanceof CfnResource)
      .filter(({ cfnOptions: { deletionPolicy } }) => deletionPolicy !== undefined && retaining.has(deletionPolicy))
      .filter(({ cfnResourceType }) => !goesWithAnother.has(cfnResourceType));
    if (kept.length === 0) return;
    new CfnOutput(this, 'StaysAfterDestroy', {
      description: 'What stays when this stack is destroyed; docs/deploy.md#destroy says how it goes',
      value: kept.map(({ cfnResourceType, ref }) => `${cfnResourceType} ${ref}`).join(', '),
    });
  }

  /** As the settings say, or the first two that AWS lists while it deploys: the letters of zones differ by account. */
  override get availabilityZones(): string[] {
    const named = this.settings.deploy.container.availabilityZones[this.region];
    return named === undefined ? [0, 1].map((index) => Fn.select(index, Fn.getAzs(this.region))) : [...named];
  }
}

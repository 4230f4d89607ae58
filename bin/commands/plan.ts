import { type Command, InvalidArgumentError, Option } from 'commander';
import type { ProfileName } from '../../config/deploy-settings.ts';
import { type Tier, tiers } from '../../core/routing/tier/tier.ts';
import { type CommandHost, processHost } from '../../local/command-host.ts';
import { type Load, usualLoad } from '../../local/plan/load.ts';
import { StartError } from '../../wiring/start-error.ts';

interface PlanFlags extends Partial<Omit<Load, 'assumptions'>> {
  readonly config?: string;
  readonly profile?: ProfileName;
  readonly peakRps?: number;
  readonly firstTokenSeconds?: number;
  readonly tokensPerSecond?: number;
  readonly quotas?: true;
  readonly json?: true;
}

const most = 1e12;

export function addPlan(program: Command, done: (exitCode: number) => void, host: CommandHost = processHost): void {
  const { tiers: mix } = usualLoad;
  const mixText = Object.entries(mix).map(([tier, share]) => `${tier}=${(share ?? 0) * 100}`);
  program
    .command('plan')
    .description('say what a deployment costs a month for a load, from its settings and dated prices; nobody is asked')
    .option('--users <number>', `users (default: ${usualLoad.users})`, toNumber(0))
    .option('--requests-per-day <number>', `of each user (default: ${usualLoad.requestsPerDay})`, toNumber(0))
    .option(
      '--input-tokens <number>',
      `of a request, history included (default: ${usualLoad.inputTokens})`,
      toNumber(0),
    )
    .option('--output-tokens <number>', `of an answer (default: ${usualLoad.outputTokens})`, toNumber(0))
    .option('--tiers <shares>', `per cent of the requests (default: ${mixText.join(',')})`, toTiers)
    .option(
      '--cache-hit-rate <per cent>',
      'answered without a model; there is no semantic cache yet (default: 0)',
      toShare,
    )
    .addOption(
      new Option(
        '--peak-factor <number>',
        `busiest over mean requests a second (default: ${usualLoad.peakFactor})`,
      ).argParser(toNumber(1)),
    )
    .addOption(
      new Option('--peak-rps <number>', 'busiest requests a second, in place of the factor')
        .argParser(toNumber(0))
        .conflicts('peakFactor'),
    )
    .option(
      '--background-share <per cent>',
      `answered in the background (default: ${usualLoad.backgroundShare * 100})`,
      toShare,
    )
    .option('--stored-share <per cent>', `kept as conversations (default: ${usualLoad.storedShare * 100})`, toShare)
    .option('--prompt-cache-share <per cent>', "input that the provider's cache has (default: 0)", toShare)
    .option('--shadow-self-share <per cent>', 'requests that Shadow Self has a part in (default: 0)', toShare)
    .option('--nli-share <per cent>', 'requests whose answer the NLI endpoint checks (default: 0)', toShare)
    .option(
      '--first-token-seconds <number>',
      `assumed of the models (default: ${usualLoad.assumptions.firstTokenSeconds})`,
      toNumber(0),
    )
    .option(
      '--tokens-per-second <number>',
      `assumed of an answer (default: ${usualLoad.assumptions.tokensPerSecond})`,
      toNumber(0.001),
    )
    .option('--config <file>', 'configuration (default: cato.yaml if it is there, else Bedrock)')
    .addOption(
      new Option('--profile <name>', "in place of the configuration's").choices(['small', 'standard', 'scale']),
    )
    .option('--quotas', 'print the account quotas to raise instead')
    .option('--json', 'print the result, or what is wrong, as one JSON object')
    .addHelpText(
      'after',
      '\nEach line tells the figures it is computed from, and where its price comes from and of which day; what has no known price\nis listed and in no total. Prices: config/aws-prices.json and config/models.json. Two cases worked out: docs/cost.md.',
    )
    .action(async (flags: PlanFlags) => done(await plan(flags, host)));
}

async function plan(flags: PlanFlags, { out, error }: CommandHost): Promise<number> {
  try {
    const load = loadOf(flags);
    // The schema and the prices are nothing that other commands wait for.
    const { tellPlan } = await import('../../local/plan/tell-plan.ts');
    const as = flags.json === true ? 'json' : flags.quotas === true ? 'quotas' : 'text';
    out.write(await tellPlan({ configFile: flags.config ?? null, profile: flags.profile ?? null, load, as }));
    return 0;
  } catch (caught) {
    if (!(caught instanceof StartError)) throw caught;
    if (flags.json === true) out.write(`${JSON.stringify({ error: { message: caught.message } }, null, 2)}\n`);
    else error.write(`${caught.message}\n`);
    return 1;
  }
}

function loadOf(flags: PlanFlags): Load {
  const { config: _config, profile: _profile, quotas: _quotas, json: _json, ...figures } = flags;
  const { peakRps, firstTokenSeconds, tokensPerSecond, ...given } = figures;
  const { assumptions } = usualLoad;
  const load: Load = {
    ...usualLoad,
    ...given,
    assumptions: {
      ...assumptions,
      firstTokenSeconds: firstTokenSeconds ?? assumptions.firstTokenSeconds,
      tokensPerSecond: tokensPerSecond ?? assumptions.tokensPerSecond,
    },
  };
  if (peakRps === undefined) return load;
  const meanRps = (load.users * load.requestsPerDay) / 86_400;
  if (meanRps === 0 || peakRps < meanRps) throw new StartError('--peak-rps is below the mean requests a second.');
  return { ...load, peakFactor: peakRps / meanRps };
}

function toNumber(least: number): (text: string) => number {
  return (text) => {
    const value = Number(text.replaceAll('_', ''));
    if (text.trim() === '' || !(value >= least && value <= most)) {
      throw new InvalidArgumentError(`It is a number from ${least} on.`);
    }
    return value;
  };
}

function toShare(text: string): number {
  const value = Number(text.replace(/%$/, ''));
  if (text.trim() === '' || !(value >= 0 && value <= 100))
    throw new InvalidArgumentError('It is a number from 0 to 100, per cent.');
  return value / 100;
}

function toTiers(text: string): Readonly<Partial<Record<Tier, number>>> {
  const shares: Partial<Record<Tier, number>> = {};
  for (const part of text.split(',')) {
    const [name = '', share = ''] = part.split('=');
    const tier = tiers.find((known) => known === name.trim());
    if (tier === undefined || tier in shares)
      throw new InvalidArgumentError(`Each of ${tiers.join(', ')} once, as simple=70,complex=20,code=10.`);
    shares[tier] = toShare(share);
  }
  const sum = Object.values(shares).reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > 1e-9) throw new InvalidArgumentError('The shares are 100 together.');
  return shares;
}

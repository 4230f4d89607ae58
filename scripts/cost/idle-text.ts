import type { ProfileName } from '../../config/deploy-settings.ts';
import { dollars, figure, precise } from '../../local/plan/figure.ts';
import type { SynthesisedStack } from '../../local/plan/idle/deployed-resource.ts';
import { idleCost } from '../../local/plan/idle/idle-cost.ts';

/** What the templates of a profile cost while nobody asks. */
export function idleText(profile: ProfileName, stacks: readonly SynthesisedStack[]): string {
  const lines = idleCost(stacks.map(({ resources }) => resources));
  const due = lines.filter(({ usd }) => usd > 0);
  const named = (cost: string): string =>
    lines
      .filter((line) => line.cost === cost)
      .map(({ type, count }) => `${type.replace('AWS::', '')} ${count}`)
      .join(', ');
  const total = lines.reduce((sum, { usd }) => sum + usd, 0);
  const regions = new Set(stacks.map(({ region }) => region)).size;
  return [
    `### ${profile}: ${dollars(total)} a month`,
    '',
    `${regions === 1 ? 'One region' : `${regions} regions`}, ${stacks.length} stacks.`,
    '',
    '| resource | number | of what | a month |',
    '| --- | ---: | --- | ---: |',
    ...due.flatMap(({ type, count, uses }) =>
      uses.map(
        ({ price, unit, quantity, usd }) =>
          `| ${type} | ${count} | ${precise(quantity)} ${unit} (${price}) | ${dollars(usd)} |`,
      ),
    ),
    '',
    `Nothing while nobody asks, writes or keeps anything: ${named('by use')}.`,
    '',
    `Nothing at all: ${figure(lines.filter(({ cost }) => cost === 'free').reduce((sum, { count }) => sum + count, 0))} resources of ${lines.filter(({ cost }) => cost === 'free').length} types.`,
  ].join('\n');
}

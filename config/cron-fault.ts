interface CronField {
  readonly name: string;
  readonly low: number;
  readonly high: number;
  /** Names of values, the first one standing for `low`. */
  readonly words: readonly string[];
  /** What it takes besides numbers and names. */
  readonly besides: RegExp | null;
}

const fields: readonly CronField[] = [
  { name: 'minutes', low: 0, high: 59, words: [], besides: null },
  { name: 'hours', low: 0, high: 23, words: [], besides: null },
  { name: 'day of the month', low: 1, high: 31, words: [], besides: /^(?:\?|L|LW|(?:[1-9]|[12]\d|3[01])W)$/ },
  {
    name: 'month',
    low: 1,
    high: 12,
    words: ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'],
    besides: null,
  },
  {
    name: 'day of the week',
    low: 1,
    high: 7,
    words: ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'],
    besides: /^(?:\?|L|[1-7]L|[1-7]#[1-5])$/,
  },
  { name: 'year', low: 1970, high: 2199, words: [], besides: null },
];

/**
 * What AWS would refuse in `cron(minutes hours day month weekday year)`; `null` = nothing.
 * The grammar: https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 */
export function cronFault(text: string): string | null {
  const [, inner = ''] = /^cron\((.+)\)$/.exec(text) ?? [];
  const written = inner.split(' ');
  if (written.length !== fields.length || written.includes('')) {
    return 'expected `cron(minutes hours day month weekday year)`, UTC';
  }
  const wrong = fields.findIndex((field, index) => !isField(written[index] ?? '', field));
  const field = fields[wrong];
  if (field !== undefined) {
    const { name, low, high, words } = field;
    const named = words.length > 0 ? `, ${words[0]} to ${words.at(-1)}` : '';
    return `\`${written[wrong]}\` is no ${name}: expected ${low} to ${high}${named}, \`*\`, a list, a range or a step`;
  }
  const [, , day, , weekday] = written;
  if ((day === '?') !== (weekday === '?')) return null;
  return 'expected `?` as the day or as the weekday, and not as both';
}

function isField(text: string, field: CronField): boolean {
  if (text === '*' || field.besides?.test(text)) return true;
  return text.split(',').every((part) => isPart(part, field));
}

function isPart(part: string, field: CronField): boolean {
  const [range = '', step, ...rest] = part.split('/');
  if (rest.length > 0 || (step !== undefined && !/^[1-9]\d{0,3}$/.test(step))) return false;
  if (range === '*') return step !== undefined;
  const ends = range.split('-').map((value) => numberOf(value, field));
  return ends.length <= 2 && ends.every((value) => value !== null && value >= field.low && value <= field.high);
}

function numberOf(value: string, { low, words }: CronField): number | null {
  const place = words.indexOf(value);
  if (place >= 0) return low + place;
  return /^\d{1,4}$/.test(value) ? Number(value) : null;
}

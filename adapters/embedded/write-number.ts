import type { ExactNumber } from './exact-number.ts';

/** Finite decimals with more places than this are rounded too. */
const maxExactPlaces = 40;
const roundedPlaces = 12;
/** Zeros after the point that are written before a number counts as nothing. */
const maxSmallness = 100;

export interface WrittenNumber {
  readonly text: string;
  /** Whether `text` is the number itself and not a rounded one. */
  readonly isExact: boolean;
}

/** A number in plain decimal digits: exact where it has a finite decimal form, else rounded to about 12 places or digits. */
export function writeNumber(value: ExactNumber): WrittenNumber {
  const places = value.isExact ? decimalPlaces(value.denominator) : null;
  if (places !== null) return { text: toDecimal(value, places), isExact: true };
  const rounded = roundedPlaces + Math.min(leadingZeros(value), value.isExact ? maxSmallness : 0);
  return { text: trimZeros(toDecimal(value, rounded)), isExact: false };
}

/** How many places the decimal form needs; `null` when it never ends or is too long. */
function decimalPlaces(denominator: bigint): number | null {
  let rest = denominator;
  let twos = 0;
  let fives = 0;
  while (rest % 2n === 0n && twos <= maxExactPlaces) {
    rest /= 2n;
    twos++;
  }
  while (rest % 5n === 0n && fives <= maxExactPlaces) {
    rest /= 5n;
    fives++;
  }
  const places = Math.max(twos, fives);
  return rest === 1n && places <= maxExactPlaces ? places : null;
}

/** Zeros after the decimal point of a number below one: they do not count as digits. */
function leadingZeros(value: ExactNumber): number {
  const numerator = value.numerator < 0n ? -value.numerator : value.numerator;
  if (numerator === 0n) return 0;
  return Math.max(0, value.denominator.toString().length - numerator.toString().length - 1);
}

function toDecimal(value: ExactNumber, places: number): string {
  const scale = 10n ** BigInt(places);
  const sign = value.numerator < 0n ? '-' : '';
  const numerator = value.numerator < 0n ? -value.numerator : value.numerator;
  const scaled = (2n * numerator * scale + value.denominator) / (2n * value.denominator);
  const whole = scaled / scale;
  if (places === 0) return `${sign}${whole}`;
  return `${sign}${whole}.${(scaled % scale).toString().padStart(places, '0')}`;
}

function trimZeros(text: string): string {
  const trimmed = text.includes('.') ? text.replace(/\.?0+$/, '') : text;
  return trimmed === '-0' ? '0' : trimmed;
}

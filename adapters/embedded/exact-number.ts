/** A fraction in lowest terms with a positive denominator; `isExact` is false once a root was rounded. */
export interface ExactNumber {
  readonly numerator: bigint;
  readonly denominator: bigint;
  readonly isExact: boolean;
}

/** Why a calculation has no number as its result. */
export type CalculationFault = 'division by zero' | 'too large' | 'no real root';

export class CalculationError extends Error {
  override readonly name = 'CalculationError';
  readonly fault: CalculationFault;

  constructor(fault: CalculationFault) {
    super(fault);
    this.fault = fault;
  }
}

/** Bounds every intermediate result, so that no expression takes long: about 1,200 digits. */
const maxBits = 4096;
const maxMagnitude = 1n << BigInt(maxBits);
/** Decimal places a rounded root is worked out to. */
const rootPlaces = 30n;

/** @throws CalculationError for a denominator of zero and for results past the bound. */
export function fraction(numerator: bigint, denominator: bigint, isExact = true): ExactNumber {
  if (denominator === 0n) throw new CalculationError('division by zero');
  const sign = denominator < 0n ? -1n : 1n;
  const divisor = greatestCommonDivisor(numerator, denominator) * sign;
  const reduced = { numerator: numerator / divisor, denominator: denominator / divisor, isExact };
  if (magnitude(reduced.numerator) > maxMagnitude || reduced.denominator > maxMagnitude) {
    throw new CalculationError('too large');
  }
  return reduced;
}

export function add(a: ExactNumber, b: ExactNumber): ExactNumber {
  return fraction(
    a.numerator * b.denominator + b.numerator * a.denominator,
    a.denominator * b.denominator,
    a.isExact && b.isExact,
  );
}

export function negate(a: ExactNumber): ExactNumber {
  return { ...a, numerator: -a.numerator };
}

export function multiply(a: ExactNumber, b: ExactNumber): ExactNumber {
  return fraction(a.numerator * b.numerator, a.denominator * b.denominator, a.isExact && b.isExact);
}

export function divide(a: ExactNumber, b: ExactNumber): ExactNumber {
  return fraction(a.numerator * b.denominator, a.denominator * b.numerator, a.isExact && b.isExact);
}

/** What is left of `a` after taking `b` away a whole number of times; it has the sign of `a`. */
export function remainder(a: ExactNumber, b: ExactNumber): ExactNumber {
  const quotient = divide(a, b);
  const whole = fraction(quotient.numerator / quotient.denominator, 1n);
  return add(a, negate(multiply(whole, b)));
}

/** `base` to a whole or fractional power; fractions with a denominator past 16 count as too large. */
export function power(base: ExactNumber, exponent: ExactNumber): ExactNumber {
  if (exponent.numerator < 0n) {
    return divide(fraction(1n, 1n), power(base, negate(exponent)));
  }
  if (!exponent.isExact || exponent.denominator > 16n) throw new CalculationError('too large');
  return root(wholePower(base, exponent.numerator), exponent.denominator);
}

/** The real root of the given degree: exact when it is a fraction, rounded otherwise. */
export function root(radicand: ExactNumber, degree: bigint): ExactNumber {
  if (degree === 1n) return radicand;
  if (radicand.numerator < 0n) {
    if (degree % 2n === 0n) throw new CalculationError('no real root');
    return negate(root(negate(radicand), degree));
  }
  const top = wholeRoot(radicand.numerator, degree);
  const bottom = wholeRoot(radicand.denominator, degree);
  if (top ** degree === radicand.numerator && bottom ** degree === radicand.denominator) {
    return fraction(top, bottom, radicand.isExact);
  }
  const scale = 10n ** rootPlaces;
  const scaled = (radicand.numerator * scale ** degree) / radicand.denominator;
  return fraction(wholeRoot(scaled, degree), scale, false);
}

function wholePower(base: ExactNumber, exponent: bigint): ExactNumber {
  const bits = Math.max(bitLength(base.numerator), bitLength(base.denominator));
  if (bits > 1 && exponent * BigInt(bits - 1) > BigInt(maxBits)) throw new CalculationError('too large');
  // What is left of huge exponents has the base 0, 1 or -1: only whether they are even matters.
  const bounded = bits > 1 || exponent < 2n ? exponent : 2n + (exponent % 2n);
  return fraction(base.numerator ** bounded, base.denominator ** bounded, base.isExact);
}

/** The largest whole number whose power is not above `value`, by Newton's method. */
function wholeRoot(value: bigint, degree: bigint): bigint {
  if (value < 2n) return value;
  let guess = 1n << (BigInt(bitLength(value)) / degree + 1n);
  for (;;) {
    const next = ((degree - 1n) * guess + value / guess ** (degree - 1n)) / degree;
    if (next >= guess) return guess;
    guess = next;
  }
}

function bitLength(value: bigint): number {
  return magnitude(value).toString(16).length * 4 - leadingZeroBits(magnitude(value));
}

function leadingZeroBits(value: bigint): number {
  return Math.clz32(Number.parseInt(value.toString(16).slice(0, 1), 16)) - 28;
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [magnitude(a), magnitude(b)];
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}

import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { answerArithmetic } from '../../../adapters/embedded/arithmetic.ts';

describe('a calculation is worked out', () => {
  test.each([
    ['what is 2+2?', '2 + 2 = 4'],
    ["What's 2 + 2", '2 + 2 = 4'],
    ['2+2', '2 + 2 = 4'],
    ['2+2=', '2 + 2 = 4'],
    ['2 + 2 = ?', '2 + 2 = 4'],
    ['Please calculate 2 + 2, thanks!', '2 + 2 = 4'],
    ['Can you tell me what 2+2 is?', '2 + 2 = 4'],
    ['Hi, how much is 3×4 please?', '3 * 4 = 12'],
    ['What does 3 + 4 equal?', '3 + 4 = 7'],
    ['17 times 23', '17 * 23 = 391'],
    ['3 x 4', '3 * 4 = 12'],
    ['12 divided by 4', '12 / 4 = 3'],
    ['12 ÷ 5', '12 / 5 = 2.4'],
    ['What is 7 multiplied by 8?', '7 * 8 = 56'],
    ['7 minus −3', '7 - -3 = 10'],
    ['15% of 80', '15% of 80 = 12'],
    ['what is 25 percent of 200', '25% of 200 = 50'],
    ['50% of 50% of 8', '50% of 50% of 8 = 2'],
    ['80 + 10%', '80 + 10% = 88'],
    ['100 - 15%', '100 - 15% = 85'],
    ['17 % 5', '17 % 5 = 2'],
    ['17 % (5)', '17 % (5) = 2'],
    ['17 modulo 5', '17 mod 5 = 2'],
    ['-7 mod 3', '-7 mod 3 = -1'],
    ['square root of 144', 'sqrt 144 = 12'],
    ['√144', 'sqrt 144 = 12'],
    ['sqrt(2.25)', 'sqrt (2.25) = 1.5'],
    ['the cube root of 27', 'cbrt 27 = 3'],
    ['2 to the power of 10', '2 ^ 10 = 1024'],
    ['2 raised to the power of 10', '2 ^ 10 = 1024'],
    ['2 to the 8th power', '2 ^ 8 = 256'],
    ['5 squared', '5 ^ 2 = 25'],
    ['2**3', '2 ^ 3 = 8'],
    ['2^3^2', '2 ^ 3 ^ 2 = 512'],
    ['-2^2', '-2 ^ 2 = -4'],
    ['2^-2', '2 ^ -2 = 0.25'],
    ['(-8)^(1/3)', '(-8) ^ (1 / 3) = -2'],
    ['0^0', '0 ^ 0 = 1'],
    ['2 + 3 * 4', '2 + 3 * 4 = 14'],
    ['(2 + 3) * 4', '(2 + 3) * 4 = 20'],
    ['8 / 4 / 2', '8 / 4 / 2 = 1'],
    ['1,000,000 * 3', '1,000,000 * 3 = 3000000'],
    ['.5 + 1e2', '.5 + 1e2 = 100.5'],
    ['0.1 + 0.2', '0.1 + 0.2 = 0.3'],
    ['1.1 * 1.1', '1.1 * 1.1 = 1.21'],
    ['99999999999999999999 + 1', '99999999999999999999 + 1 = 100000000000000000000'],
    ['10 / 3', '10 / 3 ≈ 3.333333333333 (rounded)'],
    ['2 / 3', '2 / 3 ≈ 0.666666666667 (rounded)'],
    ['sqrt 2', 'sqrt 2 ≈ 1.414213562373 (rounded)'],
    ['sqrt 2 - sqrt 2', 'sqrt 2 - sqrt 2 ≈ 0 (rounded)'],
    ['1 / 3000000', '1 / 3000000 ≈ 0.00000033333333333 (rounded)'],
    ['the sum of 3 and 4', '3 + 4 = 7'],
    ['What is the difference between 10 and 4?', '10 - 4 = 6'],
    ['the product of 3 and (1+1)', '3 * (1 + 1) = 6'],
    ['add 2 and 3', '2 + 3 = 5'],
    ['subtract 2 from 5', '5 - 2 = 3'],
    ['multiply 3 by 4', '3 * 4 = 12'],
    ['divide 12 by 4', '12 / 4 = 3'],
    ['half of 81', '81 / 2 = 40.5'],
    ['two plus two', '2 + 2 = 4'],
    ['twenty-one plus two hundred and five', '21 + 205 = 226'],
    ['What is three thousand two hundred minus one?', '3200 - 1 = 3199'],
  ])('%s', (question, answer) => {
    expect(answerArithmetic(question)).toBe(answer);
  });

  test('and what has no result is said to have none', () => {
    expect(answerArithmetic('What is 1/0?')).toBe('1 / 0 has no result: dividing by zero is undefined.');
    expect(answerArithmetic('5 mod (3 - 3)')).toMatch(/dividing by zero/);
    expect(answerArithmetic('0 ^ -1')).toMatch(/dividing by zero/);
    expect(answerArithmetic('square root of -4')).toMatch(/no result among the real numbers/);
  });

  test('and what would be too long to write is said to be too large, at once', () => {
    for (const expression of ['2^1000000', '9^9^9^9', '(2^4000)^2', '1e999 * 1e999', '2^0.0001', '10^-5000']) {
      expect(answerArithmetic(expression)).toMatch(/beyond what I calculate with/);
    }
    expect(answerArithmetic('0^99999999999999')).toBe('0 ^ 99999999999999 = 0');
    expect(answerArithmetic('(-1)^99999999999999')).toBe('(-1) ^ 99999999999999 = -1');
    expect(answerArithmetic('2^1000')).toBe(`2 ^ 1000 = ${2n ** 1000n}`);
  });
});

describe('what is no calculation is left alone', () => {
  test.each([
    ['42'],
    ['What is 42?'],
    ['-5'],
    ['(((('],
    ['2 +'],
    ['* 2'],
    ['(2 + 3'],
    ['2 + 3)'],
    ['2 3'],
    ['2(3 + 4)'],
    ['1,5 + 2'],
    ['12,34 + 1'],
    ['1.2.3'],
    ['192.168.0.1'],
    ['0x10 + 1'],
    ['2026-01-02'],
    ['24/12/2026'],
    ['555-1234'],
    ['+1 (555) 555-1234'],
    ['2 of 3'],
    ['I have 3 - 4 cats'],
    ['x + 1'],
    ['What is love?'],
    ['two three plus one'],
    ['process.exit(1) + 1'],
    ['constructor + 1'],
    ['1 + 1; 2 + 2'],
    ['$5 + $10'],
    [''],
    [`${'1+'.repeat(300)}1`],
  ])('%s', (sentence) => {
    expect(answerArithmetic(sentence)).toBeNull();
  });
});

/** A fraction worked out the plain way, to compare with. */
interface Fraction {
  readonly top: bigint;
  readonly bottom: bigint;
}

interface Expression {
  readonly text: string;
  /** How strongly its outermost operator binds: 1 sum, 2 product, 3 sign, 4 power, 5 number or parentheses. */
  readonly binding: number;
  readonly value: Fraction | null;
}

const number: fc.Arbitrary<Expression> = fc
  .record({ whole: fc.bigInt({ min: 0n, max: 100_000n }), places: fc.stringMatching(/^[0-9]{0,4}$/) })
  .map(({ whole, places }) => ({
    text: places === '' ? `${whole}` : `${whole}.${places}`,
    binding: 5,
    value: { top: BigInt(`${whole}${places}`), bottom: 10n ** BigInt(places.length) },
  }));

function bound({ text, binding }: Expression, least: number): string {
  return binding >= least ? text : `(${text})`;
}

function both(a: Expression, b: Expression, work: (x: Fraction, y: Fraction) => Fraction | null): Fraction | null {
  return a.value && b.value ? work(a.value, b.value) : null;
}

const { expression } = fc.letrec<{ expression: Expression }>((tie) => ({
  expression: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    number,
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `${bound(a, 1)} + ${bound(b, 2)}`,
      binding: 1,
      value: both(a, b, (x, y) => ({ top: x.top * y.bottom + y.top * x.bottom, bottom: x.bottom * y.bottom })),
    })),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `${bound(a, 1)}-${bound(b, 2)}`,
      binding: 1,
      value: both(a, b, (x, y) => ({ top: x.top * y.bottom - y.top * x.bottom, bottom: x.bottom * y.bottom })),
    })),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `${bound(a, 2)} * ${bound(b, 3)}`,
      binding: 2,
      value: both(a, b, (x, y) => ({ top: x.top * y.top, bottom: x.bottom * y.bottom })),
    })),
    fc.tuple(tie('expression'), tie('expression')).map(([a, b]) => ({
      text: `${bound(a, 2)}/${bound(b, 3)}`,
      binding: 2,
      value: both(a, b, (x, y) => (y.top === 0n ? null : { top: x.top * y.bottom, bottom: x.bottom * y.top })),
    })),
    tie('expression').map((a) => ({
      text: `-${bound(a, 4)}`,
      binding: 3,
      value: a.value && { top: -a.value.top, bottom: a.value.bottom },
    })),
    fc.tuple(tie('expression'), fc.integer({ min: 0, max: 4 })).map(([a, exponent]) => ({
      text: `${bound(a, 5)}^${exponent}`,
      binding: 4,
      value: a.value && { top: a.value.top ** BigInt(exponent), bottom: a.value.bottom ** BigInt(exponent) },
    })),
  ),
}));

describe('any expression', () => {
  test('has the value that exact fractions give it', () => {
    let compared = 0;
    fc.assert(
      fc.property(expression, ({ text, value }) => {
        fc.pre(text.length <= 400 && /[+*/^]|\d-/.test(text) && !/^[\d() ]*\d{3}-\d{4}$/.test(text));
        fc.pre(!/^\d{4}-\d{1,2}-\d{1,2}$|^\d{1,2}[/-]\d{1,2}[/-]\d{2,4}$/.test(text));
        const answer = answerArithmetic(text) ?? '';
        if (answer.includes('beyond what I calculate with')) return;
        compared++;
        if (value === null) {
          expect(answer).toContain('dividing by zero');
          return;
        }
        const [, relation, written = ''] = /( = | ≈ )(-?[\d.]+)(?: \(rounded\))?$/.exec(answer) ?? [];
        const [whole = '', places = ''] = written.split('.');
        const shift = 10n ** BigInt(places.length);
        // The written number less the true one, both over the same denominator.
        const difference = BigInt(whole + places) * value.bottom - value.top * shift;
        if (relation === ' = ') expect(difference).toBe(0n);
        else {
          expect(relation).toBe(' ≈ ');
          expect(difference).not.toBe(0n);
          const size = (bigint: bigint) => (bigint < 0n ? -bigint : bigint);
          expect(2n * size(difference) <= size(value.bottom)).toBe(true);
          // A value as near to a whole number as the digits shown can tell is written as that number.
          expect(places.length > 0 || size(difference) * 1_000_000n <= size(value.bottom)).toBe(true);
        }
      }),
      { numRuns: 400 },
    );
    expect(compared).toBeGreaterThan(200);
  });
});

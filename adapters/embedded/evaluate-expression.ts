import { type ArithmeticToken, arithmeticTokens, isModulo, readNumber, writeTokens } from './arithmetic-tokens.ts';
import {
  add,
  CalculationError,
  type CalculationFault,
  divide,
  type ExactNumber,
  fraction,
  multiply,
  negate,
  power,
  remainder,
  root,
} from './exact-number.ts';

export interface EvaluatedExpression {
  /** The expression as it was understood. */
  readonly written: string;
  readonly result: ExactNumber | CalculationFault;
}

/** Bounds the depth of the parser and the work of an expression. */
const maxExpressionLength = 500;
const hundredth = fraction(1n, 100n);

/**
 * The value of an expression of `+ - * / ^ % mod of sqrt cbrt`, parentheses and decimal numbers, worked out in exact
 * fractions. A percentage that is added or taken off is one of what stands before it: `80 + 10%` is 88.
 * @returns `null` when the text is no such expression, or nothing is to be worked out in it.
 */
export function evaluateExpression(text: string): EvaluatedExpression | null {
  if (text.length > maxExpressionLength) return null;
  const tokens = arithmeticTokens(text);
  if (!tokens) return null;
  const parser = new ExpressionParser(tokens);
  const expression = parser.sum();
  if (!expression || !parser.isAtEnd || parser.operations === 0) return null;
  return { written: writeTokens(tokens), result: work(expression) };
}

function work(expression: Operand): ExactNumber | CalculationFault {
  try {
    return expression.value();
  } catch (error) {
    if (error instanceof CalculationError) return error.fault;
    throw error;
  }
}

interface Operand {
  /** Works it out, once the whole text is known to be an expression. */
  value(): ExactNumber;
  /** Written as a percentage and nothing else. */
  readonly isPercentage: boolean;
}

/** Recursive descent, one method for each level of precedence; `null` = not an expression. */
class ExpressionParser {
  readonly #tokens: readonly ArithmeticToken[];
  #position = 0;
  /** How many operators with a result of their own were seen. */
  operations = 0;

  constructor(tokens: readonly ArithmeticToken[]) {
    this.#tokens = tokens;
  }

  get isAtEnd(): boolean {
    return this.#position === this.#tokens.length;
  }

  sum(): Operand | null {
    let left = this.#product();
    for (;;) {
      const operator = this.#take('+', '-');
      if (!left || !operator) return left;
      const right = this.#product();
      if (!right) return null;
      const base = left;
      left = plain(() => {
        const value = base.value();
        const share = right.isPercentage ? multiply(value, right.value()) : right.value();
        return add(value, operator === '-' ? negate(share) : share);
      });
      this.operations++;
    }
  }

  #product(): Operand | null {
    let left = this.#signed();
    for (;;) {
      const operator = this.#takeModulo() ?? this.#take('*', '/', 'mod', 'of');
      if (!left || !operator) return left;
      if (operator === 'of' && !left.isPercentage) return null;
      const right = this.#signed();
      if (!right) return null;
      const combine = operator === '/' ? divide : operator === 'mod' ? remainder : multiply;
      const base = left;
      left = {
        value: () => combine(base.value(), right.value()),
        isPercentage: operator === 'of' && right.isPercentage,
      };
      this.operations++;
    }
  }

  #signed(): Operand | null {
    const sign = this.#take('-', '+');
    if (!sign) return this.#power();
    const operand = this.#signed();
    return operand && sign === '-' ? { ...operand, value: () => negate(operand.value()) } : operand;
  }

  #power(): Operand | null {
    const base = this.#percentage();
    if (!base || !this.#take('^')) return base;
    const exponent = this.#signed();
    if (!exponent) return null;
    this.operations++;
    return plain(() => power(base.value(), exponent.value()));
  }

  #percentage(): Operand | null {
    const operand = this.#primary();
    if (!operand || isModulo(this.#tokens, this.#position) || !this.#take('%')) return operand;
    return { value: () => multiply(operand.value(), hundredth), isPercentage: true };
  }

  #primary(): Operand | null {
    const token = this.#tokens[this.#position];
    if (token?.type === 'number') {
      this.#position++;
      return plain(() => readNumber(token.text));
    }
    if (this.#take('(')) {
      const inner = this.sum();
      return inner && this.#take(')') ? plain(inner.value) : null;
    }
    const degree = this.#take('sqrt', 'cbrt');
    if (!degree) return null;
    const radicand = this.#radicand();
    if (!radicand) return null;
    this.operations++;
    return plain(() => root(radicand.value(), degree === 'sqrt' ? 2n : 3n));
  }

  /** A root takes the one operand after it, a sign included: `sqrt -4`. */
  #radicand(): Operand | null {
    if (!this.#take('-')) return this.#primary();
    const operand = this.#radicand();
    return operand && plain(() => negate(operand.value()));
  }

  #takeModulo(): 'mod' | null {
    if (!isModulo(this.#tokens, this.#position)) return null;
    this.#position++;
    return 'mod';
  }

  #take(...types: readonly ArithmeticToken['type'][]): ArithmeticToken['type'] | null {
    const type = this.#tokens[this.#position]?.type;
    if (type === undefined || !types.includes(type)) return null;
    this.#position++;
    return type;
  }
}

function plain(value: () => ExactNumber): Operand {
  return { value, isPercentage: false };
}

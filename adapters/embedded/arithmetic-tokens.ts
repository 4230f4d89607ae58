import { type ExactNumber, fraction } from './exact-number.ts';

export type ArithmeticToken =
  | { readonly type: 'number'; readonly text: string }
  | { readonly type: '+' | '-' | '*' | '/' | '^' | '%' | '(' | ')' | 'mod' | 'of' | 'sqrt' | 'cbrt' };

/** A thousands separator counts only before groups of three digits; more digits after one are refused below. */
const numberPattern = /(\d{1,3}(?:,\d{3})+|\d+)?(?:\.(\d+))?(?:e([+-]?\d{1,3})(?![\d.]))?/y;
const symbolPattern = /\*\*|[-+*/^%()]|mod\b|of\b|sqrt\b|cbrt\b/y;

/** @param text lower case and short: callers bound it. Returns `null` when something in it is no part of an expression. */
export function arithmeticTokens(text: string): readonly ArithmeticToken[] | null {
  const tokens: ArithmeticToken[] = [];
  let position = 0;
  while (position < text.length) {
    if (text[position] === ' ') {
      position++;
      continue;
    }
    numberPattern.lastIndex = position;
    const number = numberPattern.exec(text);
    if (number && (number[1] !== undefined || number[2] !== undefined)) {
      const after = text[position + number[0].length] ?? '';
      if (/[\d.,\p{L}_]/u.test(after)) return null;
      tokens.push({ type: 'number', text: number[0] });
      position += number[0].length;
      continue;
    }
    symbolPattern.lastIndex = position;
    const symbol = symbolPattern.exec(text)?.[0];
    if (symbol === undefined) return null;
    tokens.push({ type: (symbol === '**' ? '^' : symbol) as '+' });
    position += symbol.length;
  }
  return tokens;
}

/** @throws CalculationError when the number is past what is calculated with. */
export function readNumber(text: string): ExactNumber {
  const [mantissa = '', exponent = '0'] = text.replaceAll(',', '').split('e');
  const [whole = '', places = ''] = mantissa.split('.');
  const shift = Number(exponent) - places.length;
  const digits = BigInt(`0${whole}${places}`);
  return shift >= 0 ? fraction(digits * 10n ** BigInt(shift), 1n) : fraction(digits, 10n ** BigInt(-shift));
}

/** The expression as it was understood, one blank around each operator. */
export function writeTokens(tokens: readonly ArithmeticToken[]): string {
  let written = '';
  let isOperandBefore = false;
  for (const [index, token] of tokens.entries()) {
    const isSign = (token.type === '-' || token.type === '+') && !isOperandBefore;
    const text = token.type === 'number' ? token.text : token.type;
    if (token.type === ')' || (token.type === '%' && !isModulo(tokens, index)))
      written = `${written.trimEnd()}${text} `;
    else if (token.type === '(' || isSign) written += text;
    else written += `${text} `;
    isOperandBefore = token.type === 'number' || token.type === ')' || token.type === '%';
  }
  return written.trimEnd();
}

/** Whether the percent sign at `index` asks for a remainder: `17 % 5` does, `17% of 5` does not. */
export function isModulo(tokens: readonly ArithmeticToken[], index: number): boolean {
  const after = tokens[index + 1]?.type;
  return tokens[index]?.type === '%' && (after === 'number' || after === '(' || after === 'sqrt' || after === 'cbrt');
}

import { evaluateExpression } from './evaluate-expression.ts';
import type { CalculationFault } from './exact-number.ts';
import { numberWordsToDigits } from './number-words.ts';
import { plainQuestion } from './plain-question.ts';
import { writeNumber } from './write-number.ts';

const leadIn =
  /^(?:what(?:'s| is|s| are| does| do| would be)?|how much(?: is| are| does)|calculate|compute|evaluate|solve|work out|find|simplify|the (?:result|value|answer) of|result of|value of)(?: the (?:result|value|answer) of| the)? +|^the /;
const leadOut = /(?: *= *\??| equals?| make| give| be| is what| is)$/;
/** Dates and what looks like a telephone number are no subtractions. */
const noExpression = /^(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/-]\d{1,2}[/-]\d{2,4}|\+?[\d() ]*\d{3}-\d{4})$|\b0[xob]\d/;

/** Operations named before their operands, which become the first and second group of the pattern. */
const wordings: readonly (readonly [RegExp, (first: string, second: string) => string])[] = [
  [/^sum of (.+?),? and (.+)$/, (a, b) => `${a} + ${b}`],
  [/^product of (.+) and (.+)$/, (a, b) => `${a} * ${b}`],
  [/^difference (?:between|of) (.+) and (.+)$/, (a, b) => `${a} - ${b}`],
  [/^quotient of (.+) and (.+)$/, (a, b) => `${a} / ${b}`],
  [/^add (.+) (?:and|to) (.+)$/, (a, b) => `${a} + ${b}`],
  [/^subtract (.+) from (.+)$/, (a, b) => `${b} - ${a}`],
  [/^multiply (.+) (?:by|and|with) (.+)$/, (a, b) => `${a} * ${b}`],
  [/^divide (.+) by (.+)$/, (a, b) => `${a} / ${b}`],
  [/^(?:a )?half of (.+)$/, (a) => `${a} / 2`],
  [/^(?:twice|double) (.+)$/, (a) => `2 * ${a}`],
  [/^square of (.+)$/, (a) => `${a} ^ 2`],
  [/^cube of (.+)$/, (a) => `${a} ^ 3`],
];

const operatorWords: readonly (readonly [RegExp, string])[] = [
  [/\b(?:the )?square root of\b/g, 'sqrt '],
  [/\b(?:the )?(?:cube|cubic) root of\b/g, 'cbrt '],
  [/√/g, 'sqrt '],
  [/ ?\b(?:raised )?to the(?: power(?: of)?| (\d+)(?:st|nd|rd|th)(?: power)?)(?= |$)/g, ' ^ $1'],
  [/ squared\b/g, ' ^ 2'],
  [/ cubed\b/g, ' ^ 3'],
  [/\b(?:multiplied by|times)\b|[×·∗]/g, '*'],
  [/(?<=[\d)]) ?x ?(?=[\d(.-])/g, '*'],
  [/\b(?:divided by|over)\b|[÷∕]/g, '/'],
  [/\bmodulo\b/g, 'mod'],
  [/\b(?:plus|added to)\b/g, '+'],
  [/\bminus\b|[−–]/g, '-'],
  [/ ?\bper ?cent(?= |$)/g, '%'],
];

const faults: Readonly<Record<CalculationFault, string>> = {
  'division by zero': 'has no result: dividing by zero is undefined',
  'no real root': 'has no result among the real numbers',
  'too large': 'is beyond what I calculate with (about 1,200 digits, fractional exponents up to sixteenths)',
};

/** The result of a calculation, asked as an expression or in words; `null` when the sentence is none. */
export function answerArithmetic(sentence: string): string | null {
  const question = plainQuestion(sentence).replace(leadOut, '').replace(leadIn, '').trim();
  if (noExpression.test(question)) return null;
  let expression = numberWordsToDigits(question);
  for (const [pattern, write] of wordings) {
    expression = expression.replace(pattern, (_, first, second = '') => write(operand(first), operand(second)));
  }
  for (const [pattern, replacement] of operatorWords) expression = expression.replace(pattern, replacement);
  const evaluated = evaluateExpression(expression.trim());
  if (!evaluated) return null;
  const { written, result } = evaluated;
  if (typeof result === 'string') return `${written} ${faults[result]}.`;
  const { text, isExact } = writeNumber(result);
  return isExact ? `${written} = ${text}` : `${written} ≈ ${text} (rounded)`;
}

function operand(text: string): string {
  return /^(?:[\d.,]*|\([^()]*\))$/.test(text) ? text : `(${text})`;
}

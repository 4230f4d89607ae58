import { loadQuestions } from '../../../local/bench-providers/load-questions.ts';

/** A right answer to every built-in question, by the question's id. */
export const rightAnswers: Readonly<Record<string, string>> = {
  'arithmetic-1': '391',
  'arithmetic-2': 'The result is **613**.',
  'arithmetic-3': '144 / 12 + 5 = 17',
  'arithmetic-4': '95',
  'arithmetic-5': '36',
  'arithmetic-6': '19',
  'arithmetic-7': '512',
  'arithmetic-8': '97',
  'fact-1': 'Canberra',
  'fact-2': 'Au',
  'fact-3': 'Jupiter.',
  'fact-4': '1969',
  'fact-5': 'Shakespeare',
  'fact-6': 'Danube',
  'fact-7': 'Carbon dioxide',
  'fact-8': '180°',
  'instruction-1': 'ready',
  'instruction-2': 'BENCHMARK',
  'instruction-3': 'a,b,c',
  'instruction-4': 'enots',
  'instruction-5': 'apple fig pear',
  'instruction-6': 'no',
  'instruction-7': 'blue yellow',
  'instruction-8': 'Thursday',
  'code-1': '2-4-6',
  'code-2': '8',
  'code-3': 'cba',
  'code-4': '10',
  'code-5': '[1, 3, 5]',
  'code-6': '3',
  'code-7': '53',
  'code-8': '3',
  'json-1': '{"ok": true}',
  'json-2': '[1, 2, 3, 4]',
  'json-3': '{"age": 31, "name": "Ann"}',
  'json-4': '{"items": [], "total": 0}',
  'json-5': '{"order":"A-17","lines":[{"item":"nuts","count":3},{"item":"bolts","count":5}]}',
  'json-6': '{"colour": "red", "size": "large"}',
  'json-7': '{"a": 1, "b": 2}',
  'json-8': '{"number": 11, "prime": true}\n',
};

const byPrompt = new Map(loadQuestions(null).map(({ id, prompt }) => [prompt, rightAnswers[id] ?? '']));

/** A right answer to a question, by its words. */
export function rightAnswerTo(prompt: string): string {
  const answer = byPrompt.get(prompt);
  if (answer === undefined) throw new Error(`no question of the set: ${prompt}`);
  return answer;
}

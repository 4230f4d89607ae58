const asking = 'what|who|where|when|how|which|calculate|tell me|do you|can you|could you';
const questionBreak = new RegExp(`,? and (?=(?:${asking})\\b)|[,;] (?=(?:${asking})\\b)`, 'i');

/** The questions one sentence joins with `and` or a comma: `What is my name and how old am I?`. */
export function splitQuestions(sentence: string): string[] {
  return sentence.split(questionBreak).filter((question) => question.trim() !== '');
}

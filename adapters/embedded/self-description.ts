import type { Facts } from './collect-facts.ts';
import { plainQuestion, withoutEndMarks, withPlainQuotes } from './plain-question.ts';
import { factKey } from './stated-fact.ts';

export const abilities =
  'I remember what you tell me in this conversation, do arithmetic and dates, and quote the sentences of a text you send that fit your question.';
export const howToConnect =
  'To connect a real model, set OPENAI_API_KEY, ANTHROPIC_API_KEY, or AWS credentials with BEDROCK_MODEL_ID, or run Ollama, or write a cato.yaml; then restart Cato.';
const identity = 'I am Cato’s offline embedded model (cato-embedded), a small program and not a large language model.';

const greeting =
  /^(?:hi|hello|hey|hiya|howdy|greetings|good (?:morning|afternoon|evening|day))(?:[ ,]+(?:there|cato|everyone|all|again|friend|assistant|bot|world))?$/;
const thanks =
  /^(?:(?:many |no )?thanks?(?: you)?(?: so much| very much| a lot)?|thx|ty|cheers|great|perfect|nice)(?:[ ,!]+(?:cato|thanks?(?: you)?))?$/;
const farewell = /^(?:bye|goodbye|good bye|good night|see you|see you later|bye bye)(?:[ ,]+cato)?$/;
const test = /^(?:test|testing|ping|are you there|you there|is (?:this|it) working|does (?:this|it) work|hello world)$/;
const aboutModel =
  /^(?:who|what) (?:are|r) (?:you|u)$|^(?:what(?: is|'s|s)|tell me) your name$|^(?:which|what) (?:(?:language )?model|llm|ai|assistant|version)(?: are you| is this| am i (?:talking|speaking) (?:to|with)| do you use| is answering)?$|^are you (?:an? |the )?(?:[a-z0-9.-]+)(?: (?:model|ai|bot|llm|human|person))?$|^(?:what|how) can (?:you|i) (?:do|help|use you|help me with|ask you|ask)(?: for me)?$|^what do you do$|^help(?: me)?$|^introduce yourself$|^(?:your name|about yourself|about you)$|^how do i (?:connect|configure|use|add|set up) (?:an? |the )?(?:real |better |other )?(?:model|provider|llm|openai|anthropic|bedrock|ollama)(?: model)?$|^who (?:made|built|created|trained) you$/;

/** Greetings, thanks, and questions about the model itself; `null` for anything else. */
export function answerSmallTalk(sentence: string, facts: Facts): string | null {
  const said = withoutEndMarks(withPlainQuotes(sentence)).toLowerCase().trim();
  if (greeting.test(said)) {
    const name = facts.get(factKey('name'))?.at(-1)?.value;
    return `Hello${name ? `, ${name}` : ''}! ${identity} ${abilities}`;
  }
  if (thanks.test(said)) return 'You are welcome.';
  if (farewell.test(said)) return 'Goodbye.';
  if (test.test(said)) return `It works: ${identity} ${howToConnect}`;
  if (/^how are you(?: doing| today)*$/.test(said))
    return `I am a program, so I am simply running. ${identity} ${abilities}`;
  return aboutModel.test(plainQuestion(sentence)) ? `${identity} ${abilities} ${howToConnect}` : null;
}

/** What is said when nothing else is known: after the reason, what this model is and how to get a better one. */
export function describeSelf(reason: string): string {
  return `${reason} ${identity} I answer where no provider is configured. ${abilities} ${howToConnect}`;
}

import { stemWord } from './stem-word.ts';

const stopWords = new Set(
  `a about above after again all also am an and any anyone anything are as ask asked at be because been before being
  below between both but by can could did do does doing done down each either else ever every few for from further
  get give given had has have having he her here hers him his how i if in into is it its itself just know kindly let
  many may me mean might mine more most much must my myself no nor not now of off often on once only or other our
  ours out over own please remember say says said shall she should show so some someone something such tell than that
  the their theirs them then there these they thing things this those through to told too under until up us very was
  we were what when where whether which while who whom whose why will with would you your yours i'm it's what's who's
  i've i'd i'll you're don't doesn't didn't isn't aren't wasn't that's there's let's can't
  according answer article context document explain describe file find following mention mentioned mentions note
  passage question quote sentence text use using`.split(/\s+/),
);
const word = /[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu;

/** The stems of the words of a sentence that carry meaning, in order, repetitions kept. */
export function contentWords(sentence: string): string[] {
  const stems: string[] = [];
  for (const [found] of sentence.toLowerCase().matchAll(word)) {
    const plain = found.replaceAll('’', "'");
    if (!stopWords.has(plain)) stems.push(stemWord(plain));
  }
  return stems;
}

import type { AnswerShape } from './answer-shape.ts';
import { passThroughByCallbacks, translateByCallbacks } from './callback-shapes.ts';
import {
  openByProviderHttp,
  openByRequest,
  passThroughByGenerators,
  translateByGenerators,
  wholeByGenerators,
} from './generator-shapes.ts';
import { wholeByCallbacks, wholeByProviderHttp, wholeByRequest } from './promise-shapes.ts';
import { watchByParsing, watchBySearch, watchNothing } from './watch-variants.ts';

/** The shapes by their names. */
export const shapes: Readonly<Record<string, AnswerShape>> = {
  'pass-callbacks-parse': passThroughByCallbacks(watchByParsing),
  'pass-generators-nothing': passThroughByGenerators(openByProviderHttp, watchNothing),
  'pass-generators-search': passThroughByGenerators(openByProviderHttp, watchBySearch),
  'pass-generators-parse': passThroughByGenerators(openByProviderHttp, watchByParsing),
  'pass-generators-parse-readable': passThroughByGenerators(openByRequest, watchByParsing),
  'translate-callbacks': translateByCallbacks(),
  'translate-generators': translateByGenerators(openByProviderHttp),
  'whole-callbacks': wholeByCallbacks,
  'whole-promise': wholeByProviderHttp,
  'whole-promise-request': wholeByRequest,
  'whole-generators': wholeByGenerators(openByProviderHttp),
};

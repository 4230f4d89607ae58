import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type Beginning, startsAgain } from '../../../core/resilience/recovery/starts-again.ts';
import { babble, cutText, prose, sizes } from './arbitrary-answers.ts';

const judge = (sent: string, text: string): Beginning | null => startsAgain(sent, { text, isOver: false });
const judgeWhole = (sent: string, text: string): Beginning | null => startsAgain(sent, { text, isOver: true });
const tide = 'The tide in Brest is';

describe('a text that was to be continued', () => {
  test.each([
    [tide, ' high at noon.'],
    [tide, 'n’t high.'],
    ['The tide in Bre', 'st is high.'],
    ['We sailed on to', ' Paris.'],
    ['We sailed on to ', 'Paris.'],
    ['We sailed on, and', ' Brest was near.'],
    ['We sailed on,', ' Paris in sight.'],
    ['The tide is high.', ' The boats leave.'],
    ['The tide is high. ', 'Boats leave.'],
    ['The tide is high:\n', 'Boats leave.'],
    ['Harbour hours\n', 'Brest: all day'],
    ['Tide high\n', 'Tide low'],
    ['One two.', 'One three'],
    ['It was high.', 'It washes'],
    ['It is spoken over HT', 'TP alone.'],
    ['I think that', ' I may.'],
    ['潮は満ちた', 'そして引く'],
    ['- one\n', '- two'],
    ['The tide in 20', '26 is high.'],
    ['Ha', 'Ha ha'],
  ])('%j goes on with %j', (sent, text) => {
    expect(judgeWhole(sent, text)).toBe('goes-on');
  });

  test.each([
    ['The tide in Brest is', 'The tide in Bres'],
    ['The tide in Brest is\n', 'The tide in Brest is high'],
    ['Well,', 'Well, yes'],
    ['**Well**', '**Well**'],
  ])('%j begins anew with %j', (sent, text) => {
    expect(judge(sent, text)).toBe('anew');
  });

  test.each([
    ['white space before it', tide, '\nThe tide in Brest is high'],
    ['marks before it', tide, '**The tide in Brest** is high'],
    ['marks left off', '**The tide** in Brest is', 'The tide in Brest is high'],
    ['a heading', tide, '# The tide in Brest'],
    ['another case', tide, 'the tide in brest is high'],
    ['other white space', tide, 'The  tide in Brest is high'],
    ['the same first words', 'answer from A cut-1 to t', 'answer from B ok-pre to the question'],
    ['the same two words', 'We all sail on Monday', 'We all sail, sometimes'],
    ['the same two short words', 'It was high.', 'It was: high'],
    ['the same eight letters', 'Hochwasserstand am Kai.', 'Hochwasserfest'],
    ['white space before all of a short text', 'Well.', '\nWell. Yes'],
    ['the same word within a sentence', tide, 'The high water'],
    ['the same word after a blank', tide, ' The high water'],
    ['a sentence of its own', tide, 'High water at Brest is at noon.'],
    ['a sentence of its own, marked', tide, '**High** water at Brest'],
    ['a sentence of its own after a capital', 'I sailed with NASA', 'High water'],
    ['a shorter text', tide, 'The tide.'],
  ])('begins anew in other words: with %s', (_, sent, text) => {
    expect(judgeWhole(sent, text)).toBe('otherwise');
  });

  test.each([
    [tide, ''],
    [tide, 'T'],
    [tide, 'The tide in Bre'],
    [tide, '\n\n '],
    [tide, ' the tide'],
    ['**Hi there**', '**Hi there'],
    ['It is spoken over HT', 'P'],
  ])('%j may begin anew or go on with %j', (sent, text) => {
    expect(judge(sent, text)).toBeNull();
  });

  test('is told by fewer than 64 characters, as far as it can be told at all', () => {
    expect(judge(tide, ' '.repeat(63))).toBeNull();
    expect(judge(tide, ' '.repeat(64))).toBe('goes-on');
  });

  test('is judged alike however the new text is cut', () => {
    const texts = fc.oneof(prose, babble);
    fc.assert(
      fc.property(texts, texts, fc.nat({ max: 20 }), sizes, (sent, more, shared, cut) => {
        const whole = sent.slice(0, shared) + more;
        let begun = '';
        let told: Beginning | null = null;
        for (const piece of cutText(whole, cut)) {
          begun += piece;
          told ??= judge(sent, begun);
        }
        expect(told ?? judgeWhole(sent, whole)).toBe(judgeWhole(sent, whole));
      }),
      { numRuns: 1000 },
    );
  });
});

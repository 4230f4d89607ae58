import { describe, expect, test } from '@jest/globals';
import { rankSentences } from '../../../adapters/embedded/rank-sentences.ts';
import { splitSentences } from '../../../adapters/embedded/split-sentences.ts';
import { stemWord } from '../../../adapters/embedded/stem-word.ts';
import type { Source } from '../../../adapters/embedded/transcript.ts';
import type { FilePart, Part } from '../../../core/conversation/part.ts';
import { answerTo, ask, complete, say, textOf } from './ask-embedded-model.ts';

const tower = `The Eiffel Tower is a wrought-iron lattice tower on the Champ de Mars in Paris, France.
It is named after the engineer Gustave Eiffel, whose company designed and built the tower from 1887 to 1889.
The tower is 330 metres tall, about the same height as an 81-storey building.
It was the first structure in the world to surpass the 300-metre mark.
The tower has three levels for visitors, with restaurants on the first and second levels.
Tickets can be bought to go up by stairs or lift.`;

const cannot = /^I cannot answer that\./;

function textFile(text: string, mediaType = 'text/plain', filename = 'notes.txt'): FilePart {
  return { type: 'file', mediaType, filename, source: { kind: 'base64', data: Buffer.from(text).toString('base64') } };
}

function quotesIn(answer: string): string[] {
  return [...answer.matchAll(/^- “(.*)” \(from (.*)\)$/gm)].map(([, quote = '', from = '']) => `${from}: ${quote}`);
}

describe('a question about a text is answered with its closest sentences, word for word', () => {
  test.each([
    ['How tall is the tower?', 'The tower is 330 metres tall, about the same height as an 81-storey building.'],
    [
      'Who designed the tower?',
      'It is named after the engineer Gustave Eiffel, whose company designed and built the tower from 1887 to 1889.',
    ],
    [
      'Are there any restaurants?',
      'The tower has three levels for visitors, with restaurants on the first and second levels.',
    ],
    ['Where can I buy a ticket for the lift?', 'Tickets can be bought to go up by stairs or lift.'],
  ])('%s', async (question, sentence) => {
    const expected = [`your message: ${sentence}`];
    for (const answer of [
      await ask(tower, question),
      await ask(`${tower}\n\n${question}`),
      await ask(`${question}\n\n${tower}`),
      await ask(`Context: ${tower}\n\nQuestion: ${question}`),
    ]) {
      expect(answer).toMatch(/^I am an offline model and can only quote/);
      expect(quotesIn(answer).map((quote) => quote.replace('Context: ', ''))).toEqual(expected);
    }
    const system = await answerTo([say('system', tower), say('user', question)]);
    expect(quotesIn(system)).toEqual([`the system message: ${sentence}`]);
  });

  test('from a text file too, whose name is told', async () => {
    const parts: Part[] = [textFile(tower), { type: 'text', text: 'How tall is the tower?' }];
    const answer = await answerTo([{ role: 'user', parts }]);
    expect(quotesIn(answer)).toEqual([
      'the file notes.txt: The tower is 330 metres tall, about the same height as an 81-storey building.',
    ]);
    expect(answer).not.toContain('cannot look');
  });

  test('and from what tools answered earlier', async () => {
    const answer = await answerTo([
      say('user', 'Look it up.'),
      { role: 'assistant', parts: [{ type: 'tool-call', id: 'c1', name: 'lookup', kind: 'function', input: '{}' }] },
      { role: 'tool', parts: [{ type: 'tool-result', toolCallId: 'c1', content: [{ type: 'text', text: tower }] }] },
      say('user', 'How tall is the tower?'),
    ]);
    expect(quotesIn(answer)).toEqual([
      'the tool lookup: The tower is 330 metres tall, about the same height as an 81-storey building.',
    ]);
  });

  test('at most three of them, in the order of the text', async () => {
    const text = 'Cats sleep. Cats purr. Dogs bark. Cats climb. Cats hunt. Fish swim.';
    const answer = await ask(text, 'What do cats do?');
    expect(quotesIn(answer)).toEqual(
      ['Cats sleep.', 'Cats purr.', 'Cats climb.'].map((quote) => `your message: ${quote}`),
    );
  });

  test('and of repeated sentences each once', async () => {
    expect(quotesIn(await ask('Cats purr. Cats purr.', 'Cats purr. Dogs bark.', 'What do cats do?'))).toHaveLength(1);
  });
});

describe('a remark made earlier', () => {
  test('is quoted when it fits the question', async () => {
    expect(quotesIn(await ask('The code word is zebra-42.', 'What is the code word?'))).toEqual([
      'your message: The code word is zebra-42.',
    ]);
    expect(quotesIn(await ask('I have two cats', 'How many cats do I have?'))).toEqual([
      'your message: I have two cats',
    ]);
    expect(quotesIn(await ask('Remember the number 42.', 'What number did I ask you to remember?'))).toHaveLength(1);
  });

  test('is not quoted when it shares only some of the words', async () => {
    expect(await ask('I live in France.', 'Who is the president of France?')).toMatch(cannot);
    expect(await ask('Her name is Alice.', 'What is my name?')).toMatch(/^You have not told me your name/);
  });

  test('of the model itself is never quoted, nor is an earlier question', async () => {
    const messages = [say('assistant', 'The code word is zebra.'), say('user', 'What is the code word?')];
    expect(await answerTo(messages)).toMatch(cannot);
    expect(await ask('What is the code word?', 'What is the code word?')).toMatch(cannot);
  });

  test('the last of two equally close ones comes first in rank', () => {
    const source = (sentence: string): Source => ({ from: 'your message', sentences: [sentence], isDocument: false });
    const ranked = rankSentences('code word', [source('The code word is lion.'), source('The code word is zebra.')]);
    expect(ranked.map(({ sentence }) => sentence)).toEqual(['The code word is zebra.', 'The code word is lion.']);
  });
});

describe('when nothing in the text fits', () => {
  test('that is said, and nothing quoted', async () => {
    const answer = await ask(tower, 'What is the population of Peru?');
    expect(answer).toMatch(/^I cannot answer that\. The text of this conversation says nothing about it\./);
    expect(quotesIn(answer)).toEqual([]);
  });

  test('nor when something is to be written about what the text names', async () => {
    expect(await ask(tower, 'Write a poem about the tower')).toMatch(cannot);
    expect(await ask(tower, 'Tell me a joke about the tower')).toMatch(cannot);
  });
});

describe('a request to summarize', () => {
  test.each([
    [`Summarize this: ${tower}`],
    [`Please summarise the following text.\n\n${tower}`],
    [`${tower}\n\nTL;DR`],
    [`${tower}\n\nWhat are the main points?`],
    [`Can you give me a short summary?\n\n${tower}`],
  ])('gets the most central sentences, quoted, and is told so: %#', async (request) => {
    const answer = await ask(request);
    expect(answer).toMatch(/^I am an offline model and cannot summarize in my own words\./);
    const quotes = quotesIn(answer);
    expect(quotes).toHaveLength(3);
    for (const quote of quotes) expect(tower).toContain(quote.replace('your message: ', ''));
    expect(quotes).not.toContain('your message: Tickets can be bought to go up by stairs or lift.');
  });

  test('may follow the text', async () => {
    expect(quotesIn(await ask(tower, 'Summarize the text'))).toHaveLength(3);
  });

  test('without a text is told that there is none', async () => {
    expect(await ask('Summarize the text')).toMatch(/^There is no text in this conversation/);
  });
});

describe('what tools answered last', () => {
  const call: Part = { type: 'tool-call', id: 'c1', name: 'get_weather', kind: 'function', input: '{}' };

  test('is quoted whole', async () => {
    const result: Part = {
      type: 'tool-result',
      toolCallId: 'c1',
      content: [{ type: 'text', text: '{"sky":"clear"}' }],
    };
    const messages = [say('user', 'Weather?'), { role: 'assistant' as const, parts: [call] }];
    expect(await answerTo([...messages, { role: 'tool', parts: [result] }])).toBe(
      'The tool get_weather answered: {"sky":"clear"}',
    );
    expect(await answerTo([...messages, { role: 'tool', parts: [{ ...result, isError: true }] }])).toBe(
      'The tool get_weather failed and said: {"sky":"clear"}',
    );
  });

  test('is cut when it is very long, and that is visible', async () => {
    const content = [{ type: 'text' as const, text: 'x'.repeat(10_000) }];
    const result: Part = { type: 'tool-result', toolCallId: 'c1', content };
    const answer = await answerTo([
      { role: 'assistant', parts: [call] },
      { role: 'tool', parts: [result] },
    ]);
    expect(answer).toMatch(/^The tool get_weather answered: x{4000} \[…\]$/);
  });
});

describe('what is no text', () => {
  const image: FilePart = {
    type: 'file',
    mediaType: 'image/png',
    source: { kind: 'url', url: 'https://example.com/a.png' },
  };
  const pdf: FilePart = { type: 'file', mediaType: 'application/pdf', source: { kind: 'base64', data: 'JVBERi0=' } };

  test('cannot be looked at, which is said', async () => {
    const parts: Part[] = [image, pdf, { type: 'text', text: 'What is in this picture?' }];
    const answer = await answerTo([{ role: 'user', parts }]);
    expect(answer).toContain('I cannot look at an image, a PDF document: I read text only.');
    expect(answer).toContain('To connect a real model');
  });

  test('does not keep the rest from being answered', async () => {
    const answer = await answerTo([{ role: 'user', parts: [{ type: 'text', text: 'What is 2+2?' }, image] }]);
    expect(answer).toBe('2 + 2 = 4\n\nI cannot look at an image: I read text only.');
  });

  test('an earlier image is no longer mentioned', async () => {
    expect(await answerTo([{ role: 'user', parts: [image] }, say('user', 'What is 2+2?')])).toBe('2 + 2 = 4');
  });
});

describe('a text longer than is read', () => {
  test('is read at its beginning and end, and that is said', async () => {
    const filler = 'Nothing of note happened on that long day. '.repeat(8_000);
    const answer = await ask(`The vault code is 4711. ${filler} The gate code is 1234.`, 'What is the vault code?');
    expect(quotesIn(answer)).toContain('your message: The vault code is 4711.');
    expect(answer).toContain('Of this conversation I read only the last 200,000 characters.');
    expect(await ask('My name is Alice.', filler, 'What is my name?')).toMatch(/only the last 200,000 characters\.$/);
  });

  test('counts whole in the usage all the same', async () => {
    const text = 'word '.repeat(100_000);
    const answer = await complete({ messages: [say('user', text)] });
    expect(answer.usage?.freshInput).toBe(100_000);
    expect(textOf(answer)).toContain('only the last 200,000 characters');
  });
});

describe('sentences', () => {
  test.each([
    ['One. Two! Three? Four', ['One.', 'Two!', 'Three?', 'Four']],
    ['Dr. Smith paid 3.50 dollars. He left.', ['Dr. Smith paid 3.50 dollars.', 'He left.']],
    ['J. R. Smith came. I. Left', ['J. R. Smith came.', 'I.', 'Left']],
    ['He said “Go.” She went.', ['He said “Go.”', 'She went.']],
    ['A heading\nThe text', ['A heading', 'The text']],
    ['- one\n- two', ['- one', '- two']],
    [`${'word '.repeat(14)}\nends here.`, [`${'word '.repeat(14)}\nends here.`]],
    [`${'word '.repeat(14)}\n\nNew one.`, ['word '.repeat(14).trim(), 'New one.']],
    ['今日は。元気？', ['今日は。', '元気？']],
    ['  \n ?! ... ', []],
    ['', []],
  ])('%j', (text, sentences) => {
    expect(splitSentences(text)).toEqual(sentences);
  });

  test('are never longer than a bound, and nothing of them is lost', () => {
    for (const text of ['a'.repeat(10_000), 'ab '.repeat(5_000)]) {
      const sentences = splitSentences(text);
      expect(Math.max(...sentences.map(({ length }) => length))).toBeLessThanOrEqual(600);
      expect(sentences.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
    }
  });
});

test.each([
  ['city', 'cities'],
  ['live', 'living'],
  ['live', 'lived'],
  ['live', 'lives'],
  ['plan', 'planned'],
  ['plan', 'planning'],
  ['box', 'boxes'],
  ['favorite', 'favourite'],
  ['color', 'colours'],
  ['dog', "dog's"],
  ['ticket', 'tickets'],
])('%s and %s are the same word', (one, other) => {
  expect(stemWord(other)).toBe(stemWord(one));
});

test.each([
  ['bus', 'bu'],
  ['king', 'k'],
  ['red', 'r'],
  ['tower', 'tow'],
  ['this', 'thi'],
])('%s and %s are not', (one, other) => {
  expect(stemWord(other)).not.toBe(stemWord(one));
});

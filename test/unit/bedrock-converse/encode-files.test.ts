import { describe, expect, test } from '@jest/globals';
import type { Message } from '../../../core/conversation/message.ts';
import type { Part } from '../../../core/conversation/part.ts';
import { call, encode, facts, haiku, look, refused, text } from './encoding.ts';

describe('files', () => {
  function file(mediaType: string, source: Extract<Part, { type: 'file' }>['source'], filename?: string): Part {
    return { type: 'file', mediaType, source, ...(filename === undefined ? {} : { filename }) };
  }
  const data = { kind: 'base64', data: 'aGk=' } as const;
  const bytes = new Uint8Array([104, 105]);

  test('images travel as bytes', () => {
    const { body } = encode({
      messages: [{ role: 'user', parts: [file('image/jpeg', data), { type: 'text', text: 'What?' }] }],
    });
    expect(body.messages?.[0]?.content).toEqual([{ image: { format: 'jpeg', source: { bytes } } }, { text: 'What?' }]);
  });

  test.each([
    ['an image behind an address', file('image/*', { kind: 'url', url: 'https://example.com/a.png' }), /data URLs/],
    ['a stored object of AWS', file('image/png', { kind: 'url', url: 's3://bucket/key' }), /data URLs/],
    ['a file of another provider', file('application/pdf', { kind: 'id', id: 'file-1' }), /content/],
    ['an unknown type', file('image/tiff', data), /image\/tiff/],
    ['an empty file', file('image/png', { kind: 'base64', data: '' }), /empty/],
  ] as [string, Part, RegExp][])('%s is refused, even where options may be dropped', (_, part, reason) => {
    const error = refused(() => encode({ messages: [{ role: 'user', parts: [part] }] }, facts(haiku), true));
    expect(error.options).toEqual(['messages']);
    expect(error.reason).toMatch(reason);
  });

  test('documents get acceptable, unique names, and text beside them', () => {
    const pdf = file('application/pdf', data, 'Report: Q3/2026.v2.pdf');
    const { body, changes } = encode({ messages: [{ role: 'user', parts: [pdf, pdf, file('text/plain', data)] }] });
    expect(body.messages?.[0]?.content).toEqual([
      { document: { format: 'pdf', source: { bytes }, name: 'Report- Q3-2026-v2' } },
      { document: { format: 'pdf', source: { bytes }, name: 'Report- Q3-2026-v2 (2)' } },
      { document: { format: 'txt', source: { bytes }, name: 'document' } },
      { text: 'See the attached document.' },
    ]);
    expect(changes).toEqual(['document names fitted', 'text added beside a document']);
  });

  test('models known to take no images or documents refuse them', () => {
    const image: Message[] = [{ role: 'user', parts: [file('image/png', data)] }];
    expect(refused(() => encode({ messages: image }, facts(haiku, { images: false }))).reason).toMatch(/no images/);
    const pdf: Message[] = [{ role: 'user', parts: [file('application/pdf', data)] }];
    expect(refused(() => encode({ messages: pdf }, facts(haiku, { documents: false }))).reason).toMatch(/no documents/);
  });

  test('files stand in tool results, but not in assistant messages', () => {
    const parts: Part[] = [
      { type: 'tool-result', toolCallId: 'a', content: [{ type: 'file', mediaType: 'image/png', source: data }] },
    ];
    const { body } = encode({
      messages: [text('user', 'Hi'), { role: 'assistant', parts: [call('a')] }, { role: 'tool', parts }],
      tools: [look],
    });
    expect(body.messages?.[2]?.content?.[0]?.toolResult?.content).toEqual([
      { image: { format: 'png', source: { bytes } } },
    ]);
    const assistant: Message[] = [
      text('user', 'Hi'),
      { role: 'assistant', parts: [file('image/png', data)] },
      text('user', 'B'),
    ];
    expect(refused(() => encode({ messages: assistant })).options).toEqual(['messages']);
  });
});

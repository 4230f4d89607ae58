import { expect, test } from '@jest/globals';
import type { FilePart } from '../../../core/conversation/part.ts';
import { encode, refusal, user } from './encode.ts';

function file(mediaType: string, source: FilePart['source']): FilePart {
  return { type: 'file', mediaType, source };
}

function sent(part: FilePart) {
  const { body, changes } = encode({ messages: [user(part)] });
  return { contents: body.contents, changes };
}

test.each(['image/png', 'application/pdf', 'audio/wav', 'video/mp4', 'text/csv'])('%s goes as bytes', (mediaType) => {
  const { contents, changes } = sent(file(mediaType, { kind: 'base64', data: 'aGk=' }));
  expect(contents).toEqual([{ role: 'user', parts: [{ inlineData: { mimeType: mediaType, data: 'aGk=' } }] }]);
  expect(changes).toEqual([]);
});

test.each([
  ['https://tide.test/a.webp?w=1', 'image/webp'],
  ['https://tide.test/a', 'image/jpeg'],
  ['gs://tides/a.PNG', 'image/png'],
])('an image at %s of unknown type is sent as %s', (url, mimeType) => {
  const { contents, changes } = sent(file('image/*', { kind: 'url', url }));
  expect(contents).toEqual([{ role: 'user', parts: [{ fileData: { mimeType, fileUri: url } }] }]);
  expect(changes).toEqual([`an image of unknown type sent as ${mimeType}`]);
});

test.each([
  [file('image/png', { kind: 'id', id: 'file-1' }), 'id of another provider'],
  [file('image/png', { kind: 'base64', data: '' }), 'empty'],
  [file('image/png', { kind: 'url', url: 'http://tide.test/a.png' }), 'neither https nor gs'],
  [file('application/msword', { kind: 'base64', data: 'aGk=' }), 'application/msword'],
])('what cannot be sent is refused with its reason', (part, reason) => {
  expect(refusal({ messages: [user('?', part)] }).reason).toContain(reason);
});

test('a model that takes no images refuses them', () => {
  const request = { messages: [user('?', file('image/png', { kind: 'base64', data: 'aGk=' }))] };
  expect(refusal(request, { capabilities: { images: false } }).reason).toBe('this model takes no images');
});

test('image detail has no equivalent, and that is said', () => {
  const part: FilePart = { ...file('image/png', { kind: 'base64', data: 'aGk=' }), detail: 'high' };
  expect(sent(part).changes).toEqual(['image detail dropped']);
});

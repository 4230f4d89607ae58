import { describe, expect, test } from '@jest/globals';
import { cohereEmbeddingV3, cohereEmbeddingV4 } from '../../../adapters/bedrock/cohere-embedding.ts';
import { findEmbeddingFamily } from '../../../adapters/bedrock/find-embedding-family.ts';
import { fitEmbeddingRequest } from '../../../adapters/bedrock/fit-embedding-request.ts';
import { titanEmbeddingV1, titanEmbeddingV2 } from '../../../adapters/bedrock/titan-embedding.ts';
import { UnsupportedOptions } from '../../../core/errors/unsupported-options.ts';
import { createEmbeddingCall, type EmbeddingCallOptions } from '../../contracts/embedding-model/embedding-call.ts';

const requestOf = (request: EmbeddingCallOptions['request'] = {}) => createEmbeddingCall({ request }).request;

describe('families of embedding models on Bedrock', () => {
  test.each([
    ['amazon.titan-embed-text-v2:0', titanEmbeddingV2],
    ['amazon.titan-embed-text-v1', titanEmbeddingV1],
    ['amazon.titan-embed-g1-text-02', titanEmbeddingV1],
    ['cohere.embed-english-v3', cohereEmbeddingV3],
    ['cohere.embed-multilingual-v3', cohereEmbeddingV3],
    ['global.cohere.embed-v4:0', cohereEmbeddingV4],
    ['arn:aws:bedrock:us-east-1::foundation-model/amazon.titan-embed-text-v2:0', titanEmbeddingV2],
    ['anthropic.claude-sonnet-5-5', null],
    ['amazon.titan-embed-image-v1', null],
    ['not-amazon.titan-embed-text-v2:0'.replace('.', '-'), null],
  ])('%s', (model, family) => {
    expect(findEmbeddingFamily(model)).toBe(family);
  });

  test('Titan is asked for the dimensions only where they are not the usual', () => {
    const { asked } = fitEmbeddingRequest(requestOf({ dimensions: 512 }), titanEmbeddingV2, false);
    expect(titanEmbeddingV2.encodeBody(['tide'], asked)).toEqual({ inputText: 'tide', dimensions: 512 });
    const usual = fitEmbeddingRequest(requestOf({ dimensions: 1024 }), titanEmbeddingV2, false);
    expect(titanEmbeddingV2.encodeBody(['tide'], usual.asked)).toEqual({ inputText: 'tide' });
    expect(usual.changes).toEqual([]);
  });

  test('Cohere is always told what the vectors are for, and never cuts a text', () => {
    const { asked, changes } = fitEmbeddingRequest(requestOf(), cohereEmbeddingV4, false);
    expect(changes).toEqual(['input_type set to search_document']);
    expect(cohereEmbeddingV4.encodeBody(['tide'], asked)).toEqual({
      texts: ['tide'],
      input_type: 'search_document',
      embedding_types: ['float'],
      truncate: 'NONE',
    });
    const query = fitEmbeddingRequest(requestOf({ inputType: 'search_query' }), cohereEmbeddingV3, false);
    expect(query.changes).toEqual([]);
    expect(cohereEmbeddingV3.encodeBody(['tide'], query.asked)).toMatchObject({ input_type: 'search_query' });
  });

  test('Cohere’s vectors are read with and without their type', () => {
    expect(cohereEmbeddingV3.decodeBody({ embeddings: [[1], [2]] })?.vectors).toEqual([[1], [2]]);
    expect(cohereEmbeddingV3.decodeBody({ embeddings: { float: [[1]] } })?.vectors).toEqual([[1]]);
    expect(cohereEmbeddingV3.decodeBody({ embeddings: { float: [[1], ['x']] } })).toBeNull();
  });

  test.each([
    ['dimensions', { dimensions: 100 }, 'its vectors have 1024, 512, 256 dimensions'],
    ['input_type', { inputType: 'search_query' }, null],
    ['truncate', { unreadFields: ['truncate'] }, null],
  ])('%s is refused by name where there is no equivalent, or dropped and said', (name, request, reason) => {
    expect(() => fitEmbeddingRequest(requestOf(request), titanEmbeddingV2, false)).toThrow(
      expect.objectContaining({ fields: [name], reason }),
    );
    const { asked, changes } = fitEmbeddingRequest(requestOf(request), titanEmbeddingV2, true);
    expect(changes).toEqual([`${name} dropped`]);
    expect(asked).toEqual({ dimensions: null, inputType: null });
  });

  test('tokens are refused whatever may be dropped: they are other tokens', () => {
    expect(() => fitEmbeddingRequest(requestOf({ inputs: ['a', [1, 2]] }), titanEmbeddingV2, true)).toThrow(
      UnsupportedOptions,
    );
  });

  test('the user’s name is left out and said', () => {
    expect(fitEmbeddingRequest(requestOf({ user: 'u-1' }), titanEmbeddingV2, false).changes).toEqual(['user dropped']);
  });
});

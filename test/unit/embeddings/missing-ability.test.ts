import { expect, test } from '@jest/globals';
import type { EmbeddingModel } from '../../../core/ports/embedding-model.ts';
import { missingAbility } from '../../../core/routing/plan/judge-target.ts';
import { fakeSurvey } from '../../support/fake-survey.ts';
import { fakeTarget } from '../../support/fake-target.ts';

const embeddingModel: EmbeddingModel = {
  protocol: null,
  embed: () => Promise.reject(new Error('this model is not meant to be called')),
};
const survey = fakeSurvey({ needs: { vectorsOf: 'vectors-1' } });

test('a target takes over only where its vectors are of the same model', () => {
  const same = { ...fakeTarget({ label: 'a/vectors-1' }), embeddingModel };
  expect(missingAbility(same, survey)).toBeNull();
  const other = { ...fakeTarget({ label: 'a/vectors-2' }), embeddingModel };
  expect(missingAbility(other, survey)).toMatchObject({
    by: 'capability',
    reason: expect.stringContaining('vectors-1'),
  });
  expect(missingAbility(fakeTarget({ label: 'b/vectors-1' }), survey)).toEqual({
    by: 'capability',
    reason: 'makes no embeddings',
  });
  expect(missingAbility(other, fakeSurvey())).toBeNull();
});

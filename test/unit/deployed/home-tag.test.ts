import { expect, test } from '@jest/globals';
import { homeTag } from '../../../core/sessions/home-of-id.ts';
import { homeTagOf } from '../../../wiring/deployed/home-tag.ts';

const regions = [
  ...['us-east-1', 'us-east-2', 'us-west-1', 'us-west-2', 'ca-central-1', 'ca-west-1', 'sa-east-1', 'mx-central-1'],
  ...['eu-west-1', 'eu-west-2', 'eu-west-3', 'eu-central-1', 'eu-central-2', 'eu-north-1', 'eu-south-1', 'eu-south-2'],
  ...['ap-northeast-1', 'ap-northeast-2', 'ap-northeast-3', 'ap-southeast-1', 'ap-southeast-2', 'ap-southeast-3'],
  ...['ap-southeast-4', 'ap-southeast-5', 'ap-southeast-7', 'ap-south-1', 'ap-south-2', 'ap-east-1', 'ap-east-2'],
  ...['af-south-1', 'il-central-1', 'me-south-1', 'me-central-1', 'cn-north-1', 'cn-northwest-1'],
  ...['us-gov-east-1', 'us-gov-west-1'],
];

test('every region has a tag of its own that ids can bear', () => {
  const tags = regions.map(homeTagOf);
  expect(new Set(tags).size).toBe(regions.length);
  for (const tag of tags) expect(tag).toMatch(homeTag);
});

test('what is no region is refused', () => {
  expect(() => homeTagOf('mars-north-1')).toThrow(RangeError);
});

import config from './jest.config.js';

/** The tests of `npm run test:aws`, which starts what they run on. */
export default {
  ...config,
  testMatch: ['<rootDir>/test/aws/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/'],
  testTimeout: 300_000,
};

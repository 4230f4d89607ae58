export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/aws/'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: { target: 'es2024', parser: { syntax: 'typescript' }, experimental: { keepImportAttributes: true } },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
  globalSetup: '<rootDir>/test/support/run-folder/make-run-folder.js',
  globalTeardown: '<rootDir>/test/support/run-folder/remove-run-folder.js',
  moduleNameMapper: { '^fast-check$': '<rootDir>/test/support/seeded-fast-check.js' },
  testSequencer: '<rootDir>/test/support/run-order.js',
  // Two cores do the work of three: many tests wait for time or for a process of their own.
  maxWorkers: 3,
  // What test files leave behind stays in their worker; the more there is, the longer each collection of garbage takes.
  workerIdleMemoryLimit: '600MB',
  testTimeout: 20_000,
};

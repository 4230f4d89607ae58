import { expect, test } from '@jest/globals';
import { preparePython, runNliTests } from '../../scripts/nli-tests.ts';

const prepared = preparePython();
const isRequired = (process.env.CATO_REQUIRE ?? '').split(',').includes('nli');

if ('python' in prepared) {
  test('the container of the entailment models passes its own tests', () => {
    const { status, output } = runNliTests(prepared.python);
    expect({ status, output: status === 0 ? '' : output }).toEqual({ status: 0, output: '' });
  }, 150_000);
} else if (isRequired) {
  test('the container of the entailment models can be tested', () => {
    throw new Error(prepared.reason);
  });
} else {
  test.skip(`the container of the entailment models passes its own tests (SKIPPED: ${prepared.reason})`, () => {});
}

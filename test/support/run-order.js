import Sequencer from '@jest/test-sequencer';

/**
 * The deployments are synthesised by the first test file that looks into one: that file comes first, all others that
 * would wait for it come last.
 */
export default class RunOrder extends Sequencer {
  sort(tests) {
    const sorted = [...super.sort(tests)];
    const [first, ...later] = sorted.filter(({ path }) => path.includes('/test/infra/'));
    const others = sorted.filter(({ path }) => !path.includes('/test/infra/'));
    return first ? [first, ...others, ...later] : others;
  }
}

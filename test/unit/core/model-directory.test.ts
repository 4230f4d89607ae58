import { describe, expect, test } from '@jest/globals';
import { GatewayError } from '../../../core/errors/gateway-error.ts';
import { ModelDirectory, type ModelProvider } from '../../../core/routing/model-directory.ts';
import { fakeTarget } from '../../support/fake-target.ts';

function provider(name: string, ...modelIds: string[]): ModelProvider {
  return {
    name,
    modelIds,
    knows: (model) => modelIds.includes(model),
    target: (model) => fakeTarget({ label: `${name}/${model}` }),
  };
}

const limits = { maxAttempts: 4, totalMs: 600_000 };
const haiku = fakeTarget({ label: 'cloud/haiku-5', name: 'haiku' });
const local = fakeTarget({ label: 'mine/llama', name: 'local' });
const directory = new ModelDirectory({
  routes: [
    { name: 'fast', targets: [haiku, local], dropUnsupported: true, limits },
    { name: 'claude-*', targets: [haiku], dropUnsupported: false, limits },
    { name: 'claude-old-*', targets: [local], dropUnsupported: false, limits },
    { name: 'local', targets: [haiku], dropUnsupported: false, limits },
  ],
  targets: [haiku, local],
  providers: [provider('first', 'gpt-x', 'shared'), provider('second', 'shared', 'vendor/model.v1:0')],
  dropUnsupported: false,
});

function leadsTo(model: string): string | undefined {
  return directory.resolve(model).targets[0]?.label;
}

function refusal(model: string): GatewayError {
  try {
    directory.resolve(model);
  } catch (error) {
    if (error instanceof GatewayError) return error;
  }
  throw new Error(`${model} was resolved`);
}

describe('ModelDirectory', () => {
  test('knows a route by its name, with all its targets', () => {
    expect(directory.resolve('fast')).toMatchObject({ route: 'fast', targets: [haiku, local], dropUnsupported: true });
  });

  test.each([
    ['haiku', 'cloud/haiku-5', 'a target by its name'],
    ['local', 'cloud/haiku-5', 'a route before a target of the same name'],
    ['first/anything-new', 'first/anything-new', 'any model at a named provider'],
    ['second/vendor/model.v1:0', 'second/vendor/model.v1:0', 'a model id that has slashes itself'],
    ['llama', 'mine/llama', 'a bare id that a target serves'],
    ['shared', 'first/shared', 'a bare id at the default provider first'],
    ['vendor/model.v1:0', 'second/vendor/model.v1:0', 'a bare id with a slash whose first part is no provider'],
    ['claude-9', 'cloud/haiku-5', 'a wildcard'],
    ['claude-old-1', 'mine/llama', 'the longest wildcard that fits'],
  ])('takes %s to %s: %s', (model, label) => {
    expect(leadsTo(model)).toBe(label);
    expect(leadsTo(model)).toBe(label);
  });

  test('tells targets and listed models from those that a client alone has named', () => {
    directory.resolve('first/anything-new');
    for (const label of ['cloud/haiku-5', 'mine/llama', 'first/gpt-x', 'second/shared', 'second/vendor/model.v1:0']) {
      expect(directory.isListed(label)).toBe(true);
    }
    for (const label of ['first/anything-new', 'cloud/other', 'fast']) expect(directory.isListed(label)).toBe(false);
  });

  test('lists the targets that its routes alone have', () => {
    const routes = [{ name: 'all-*', targets: [local], dropUnsupported: false, limits }];
    const alone = new ModelDirectory({ routes, targets: [], providers: [], dropUnsupported: false });
    expect(alone.isListed('mine/llama')).toBe(true);
  });

  test('names close matches of an unknown model', () => {
    const error = refusal('fasst');
    expect(error).toMatchObject({ kind: 'model-not-found', param: 'model', code: 'model_not_found' });
    expect(error.message).toContain('Did you mean `fast`?');
    expect(error.message).toContain('`first/…`');
  });

  test('names five providers at most', () => {
    const message = (count: number): string => {
      const providers = Array.from({ length: count }, (_, index) => provider(`p${index}`));
      const many = new ModelDirectory({ routes: [], targets: [], providers, dropUnsupported: false });
      try {
        many.resolve('x');
      } catch (error) {
        if (error instanceof GatewayError) return error.message;
      }
      return '';
    };
    expect(message(5)).toContain('provider: `p0/…`, `p1/…`, `p2/…`, `p3/…`, `p4/…`. GET');
    expect(message(7)).toContain('provider: `p0/…`, `p1/…`, `p2/…`, `p3/…`, `p4/…` and 2 more. GET');
  });

  test('adds to a refusal what others know of the model', () => {
    const advised = new ModelDirectory({
      routes: [],
      targets: [haiku],
      providers: [],
      dropUnsupported: false,
      advise: (model) => (model === 'haik' ? 'It is on holiday.' : null),
    });
    expect(() => advised.resolve('haik')).toThrow(
      'called `haik`. It is on holiday. Did you mean `haiku`? GET /v1/models lists',
    );
    expect(() => advised.resolve('haikuu')).toThrow('called `haikuu`. Did you mean `haiku`?');
  });

  test.each(['first/', '/x', 'nobody/x', '', '*', '__proto__', 'x'.repeat(100_000)])(
    'refuses %p without failing',
    (model) => {
      expect(refusal(model).message.length).toBeLessThan(600);
    },
  );

  test('lists routes, targets and known models, each once', () => {
    expect(directory.list().map(({ id }) => id)).toEqual([
      'fast',
      'local',
      'haiku',
      'first/gpt-x',
      'first/shared',
      'second/shared',
      'second/vendor/model.v1:0',
    ]);
  });
});

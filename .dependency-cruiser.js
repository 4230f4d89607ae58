/**
 * Who may import whom: core ← protocols ← adapters ← wiring ← (local | lambdas | bin). `lib` stands apart and shares only `config/`
 * with the runtime. `config/` imports nothing of the program but types and values of `core/`.
 */
const above = {
  core: ['protocols', 'adapters', 'wiring', 'local', 'lambdas', 'bin', 'lib', 'config', 'scripts', 'test'],
  protocols: ['adapters', 'wiring', 'local', 'lambdas', 'bin', 'lib', 'config', 'scripts', 'test'],
  config: ['protocols', 'adapters', 'wiring', 'local', 'lambdas', 'bin', 'lib', 'scripts', 'test'],
  adapters: ['wiring', 'local', 'lambdas', 'bin', 'lib', 'scripts', 'test'],
  wiring: ['local', 'lambdas', 'bin', 'lib', 'scripts', 'test'],
  local: ['lambdas', 'bin', 'lib', 'scripts', 'test'],
  lambdas: ['local', 'bin', 'lib', 'scripts', 'test'],
  lib: ['core', 'protocols', 'adapters', 'wiring', 'local', 'scripts', 'test'],
};

/** What pure code may take from outside: data types of Node without input or output, and small pure packages. */
const purePackages = ['^buffer$', '^string_decoder$', 'node_modules/fastest-levenshtein/'];

/** Packages whose types describe a wire format. */
const wireTypes = 'node_modules/@aws-sdk/client-bedrock-runtime/';

export default {
  forbidden: [
    ...Object.entries(above).map(([from, to]) => ({
      name: `${from}-stays-below`,
      severity: 'error',
      from: { path: `^${from}/` },
      to: { path: `^(${to.join('|')})/` },
    })),
    {
      name: 'core-and-protocols-are-pure',
      comment: 'No HTTP framework, no AWS, no file system, no network, no process: only listed packages.',
      severity: 'error',
      from: { path: '^(core|protocols)/' },
      to: { path: '.', pathNot: ['^(core|protocols)/', ...purePackages, wireTypes] },
    },
    {
      name: 'core-and-protocols-are-pure',
      comment: "A wire format may be described by the vendor's types; nothing of them is there at run time.",
      severity: 'error',
      from: { path: '^protocols/' },
      to: { path: wireTypes, dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'core-and-protocols-are-pure',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: wireTypes },
    },
    {
      name: 'adapters-do-not-know-each-other',
      comment:
        'Each technology stands alone; provider-http is what HTTP providers share, aws-sdk what those of AWS do.',
      severity: 'error',
      from: { path: '^adapters/([^/]+)/' },
      to: { path: '^adapters/', pathNot: ['^adapters/$1/', '^adapters/(provider-http|aws-sdk)/'] },
    },
    {
      name: 'lib-shares-contracts-only',
      comment: 'Of a function, the stacks know its environment.',
      severity: 'error',
      from: { path: '^lib/' },
      to: { path: '^lambdas/', pathNot: '^lambdas/[^/]+/environment\\.ts$' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true, dependencyTypesNot: ['type-only'] } },
    { name: 'nothing-unresolved', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    parser: 'swc',
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.js', '.json'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
    },
  },
};

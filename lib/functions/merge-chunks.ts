import { writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync, type Metafile } from 'esbuild';

/** The one file that chunks end in. */
const shared = 'shared.mjs';

/**
 * Puts the chunks that an entry always loads into one file: splitting makes as many as there are combinations of who
 * shares what, and each is found, read and linked by itself while a function starts. What is loaded later finds them
 * where they were. The entry stays a file of its own: while it is evaluated it waits for some of what is loaded later.
 * @param folder what was built, with its metafile.
 */
export function mergeChunks(folder: string, entry: string, { outputs }: Metafile): void {
  const files = new Map(Object.entries(outputs).map(([path, output]) => [basename(path), output]));
  const always = new Set<string>();
  const add = (file: string): void => {
    const output = files.get(file);
    if (!output || always.has(file)) return;
    always.add(file);
    for (const { kind, path } of output.imports) if (kind === 'import-statement') add(basename(path));
  };
  add(entry);
  always.delete(entry);
  const later = [...files.keys()].filter((file) => !always.has(file)).map((file) => `./${file}`);
  const build = (options: BuildOptions): string => {
    const { outputFiles } = buildSync({
      ...options,
      bundle: true,
      write: false,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      minify: true,
      logLevel: 'error',
    });
    return outputFiles[0]?.text ?? '';
  };
  const chunks = [...always].map((file, index) => ({ file, index, names: files.get(file)?.exports ?? [] }));
  const contents = chunks.map(
    ({ file, index, names }) => `export { ${names.map((name) => `${name} as c${index}_${name}`)} } from './${file}';`,
  );
  const all = build({ stdin: { contents: contents.join('\n'), resolveDir: folder }, external: later });
  writeFileSync(join(folder, shared), all);
  for (const { file, index, names } of chunks) {
    const found = names.map((name) => `c${index}_${name} as ${name}`);
    writeFileSync(join(folder, file), `export { ${found} } from './${shared}';\n`);
  }
  const direct = build({ entryPoints: [join(folder, entry)], external: [...later, `./${shared}`] });
  writeFileSync(join(folder, entry), direct);
}

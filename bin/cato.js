#!/usr/bin/env node
// Plain JavaScript that any Node can read: its only work is to say what to do on a Node that cannot run Cato.
const [major] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `Cato needs Node 24 or newer; this is Node ${process.versions.node} (${process.execPath}).\n` +
      'Node 24 comes with `npm ci` on Linux: start Cato by `npm start` or `npx cato …`, which find it first.\n' +
      'On other systems install Node 24 (https://nodejs.org) and put it first in PATH.\n',
  );
  process.exit(1);
}
// Types are taken out of a thousand files at the first start, and not again. Beside the code, where nobody else writes.
const { enableCompileCache } = await import('node:module');
const { fileURLToPath } = await import('node:url');
enableCompileCache(fileURLToPath(new URL('../node_modules/.cache/cato', import.meta.url)));
const { runCato } = await import('./cato.ts');
process.exitCode = await runCato(process.argv.slice(2));

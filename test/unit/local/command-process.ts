/** A process that runs `cato` for each line of its input, words as JSON, and answers with a line each. */
import { createInterface } from 'node:readline';
import { runCato } from '../../../bin/cato.ts';

const answer = process.stdout.write.bind(process.stdout);
const said = { out: '', error: '' };

function keep(stream: NodeJS.WriteStream, where: keyof typeof said): void {
  stream.write = (text: string | Uint8Array, ...rest: readonly unknown[]): boolean => {
    said[where] += text;
    const done = rest.at(-1);
    if (typeof done === 'function') done();
    return true;
  };
}
keep(process.stdout, 'out');
keep(process.stderr, 'error');

for await (const words of createInterface({ input: process.stdin })) {
  Object.assign(said, { out: '', error: '' });
  const exitCode = await runCato(JSON.parse(words));
  answer(`${JSON.stringify({ exitCode, ...said })}\n`);
}
process.exit(0);

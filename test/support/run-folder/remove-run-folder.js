import { rmSync } from 'node:fs';

export default function removeRunFolder() {
  rmSync(globalThis.catoRunFolder, { recursive: true, force: true });
}

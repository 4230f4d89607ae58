import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { type AddedWeights, type AddOptions, addWeights } from '../../../local/models/add-weights.ts';
import { createDownloadDispatcher } from '../../../local/models/http-client.ts';
import type { WeightsEvent } from '../../../local/models/weights-progress.ts';
import { type FileServer, startFileServer } from './file-server.ts';

export interface AddBench {
  readonly server: FileServer;
  /** Where weights are kept. */
  readonly folder: string;
  readonly told: WeightsEvent[];
  add(options: Partial<AddOptions> & { readonly name: string }): Promise<AddedWeights>;
  /** What lies in the folder, in parts or whole. */
  contents(): Promise<string[]>;
}

/** A server and an empty folder, fresh for each test. Call inside a `describe`. */
export function useAddBench(): AddBench {
  let server: FileServer | null = null;
  let folder = '';
  let told: WeightsEvent[] = [];
  beforeEach(async () => {
    server = await startFileServer();
    folder = await mkdtemp(join(tmpdir(), 'cato-weights-'));
    told = [];
  });
  afterEach(async () => {
    await server?.close();
    await rm(folder, { recursive: true });
  });
  const present = (): FileServer => {
    if (server === null) throw new Error('the bench is there in tests only');
    return server;
  };
  return {
    get server() {
      return present();
    },
    get folder() {
      return folder;
    },
    get told() {
      return told;
    },
    async add(options) {
      const dispatcher = createDownloadDispatcher();
      try {
        return await addWeights({
          from: null,
          sha256: null,
          folder,
          index: `${present().url}/simple`,
          hub: present().url,
          acceptLicence: async () => true,
          dispatcher,
          maxBytes: 1_000_000,
          retryWaitsMs: [1, 1],
          signal: new AbortController().signal,
          tell: (event) => told.push(event),
          now: Date.UTC(2026, 10, 20),
          ...options,
        });
      } finally {
        await dispatcher.destroy();
      }
    },
    contents: async () => (await readdir(folder, { recursive: true })).toSorted(),
  };
}

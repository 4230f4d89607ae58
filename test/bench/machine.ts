import { cpus, loadavg } from 'node:os';
import { isPinned } from './child-processes.ts';

/** What the figures were taken on, and how busy it was with other things. */
export function describeMachine(): string {
  const [first] = cpus();
  const pinning = isPinned ? 'gateway on core 0, load on core 1' : 'taskset is missing: processes are not pinned';
  const load = (loadavg()[0] ?? 0).toFixed(2);
  return `${cpus().length} × ${first?.model}, Node ${process.version}, load before the run ${load}; ${pinning}`;
}

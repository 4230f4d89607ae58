import type { RunningGateway } from './start-gateway.ts';

/** Running streams may take this long to finish. */
const drainMs = 30_000;
const sweepMs = 100;

/** Ends in order: no new connections, running requests finish (30 s at most), the log is written out. */
export async function drain({ nodeServer, dependencies }: RunningGateway): Promise<void> {
  const { server } = nodeServer;
  const { log } = dependencies;
  const { admission } = dependencies.services.gateway;
  dependencies.startDraining();
  nodeServer.startDraining();
  log.notice({ level: 'info', message: 'draining', details: { running: admission.running } });
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Connections kept alive by clients become idle one by one; each is closed as soon as it is.
  const sweep = setInterval(() => nodeServer.closeIdleConnections(), sweepMs);
  const giveUp = setTimeout(() => {
    log.notice({
      level: 'warning',
      message: 'ending streams that are still running',
      details: { running: admission.running },
    });
    server.closeAllConnections();
  }, drainMs);
  await closed;
  clearInterval(sweep);
  clearTimeout(giveUp);
  await dependencies.close();
  log.notice({ level: 'info', message: 'stopped' });
  log.flush();
}

import { serveContainer } from './serve-container.ts';

const { HOST = '0.0.0.0', PORT = '8080' } = process.env;

const asked = new Promise<void>((resolve) => {
  process.once('SIGTERM', resolve);
  process.once('SIGINT', resolve);
});
const container = await serveContainer({
  variables: process.env,
  folder: import.meta.dirname,
  host: HOST,
  port: Number(PORT),
});
process.stdout.write(`${JSON.stringify({ level: 'INFO', message: `listening on port ${container.port}` })}\n`);
await asked;
await container.drain();
process.exit(0);

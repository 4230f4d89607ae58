import { cpuMicrosecondsPer } from '../cpu-per-unit.ts';
import { measureInterleaved } from '../interleaved.ts';
import type { SurfaceProtocol } from '../load-order.ts';
import type { Bench, Measurement } from '../measurement.ts';

/** A format that clients speak, towards a provider of the same or another one. */
interface Surface {
  readonly name: string;
  readonly protocol: SurfaceProtocol;
  readonly isStored: boolean;
  /** The route that leads to the provider. */
  readonly model: string;
  readonly target: number;
}

const [own, translated] = [1.3, 2];
const connections = 32;
const chunkCount = 40;

/** The first one is what the others are compared with. */
const surfaces: readonly Surface[] = [
  { name: 'Chat', protocol: 'chat', isStored: false, model: 'bench', target: 1 },
  { name: 'Messages', protocol: 'messages', isStored: false, model: 'bench-claude', target: own },
  { name: 'Responses not stored', protocol: 'responses', isStored: false, model: 'bench-responses', target: own },
  { name: 'Responses stored', protocol: 'responses', isStored: true, model: 'bench-responses', target: own },
  { name: 'Messages → Chat', protocol: 'messages', isStored: false, model: 'bench', target: translated },
  { name: 'Responses not stored → Chat', protocol: 'responses', isStored: false, model: 'bench', target: translated },
  { name: 'Responses stored → Chat', protocol: 'responses', isStored: true, model: 'bench', target: translated },
  { name: 'Chat → Messages', protocol: 'chat', isStored: false, model: 'bench-claude', target: translated },
];

/** CPU time per request on each surface, over that of Chat Completions passed through. */
export async function measureSurfaces(bench: Bench): Promise<readonly Measurement[]> {
  return [
    ...(await measureAnswers(bench, 'whole', bench.size.surfaceRequests, 0)),
    ...(await measureAnswers(bench, `streamed, ${chunkCount} chunks`, bench.size.surfaceStreams, chunkCount)),
  ];
}

async function measureAnswers(bench: Bench, how: string, count: number, chunks: number): Promise<Measurement[]> {
  const { load, size } = bench;
  const costs = await measureInterleaved({
    load,
    rounds: size.rounds,
    maxTries: bench.maxTries,
    what: `CPU per request, ${how}`,
    gateways: surfaces.map(({ name, model }) => bench.surface(name, model)),
    block: (gateway) => {
      const surface = surfaces.find(({ name }) => name === gateway.name);
      if (surface === undefined) throw new Error(`no such surface: ${gateway.name}`);
      const { protocol, isStored } = surface;
      const order = {
        type: 'surface',
        to: gateway.to,
        protocol,
        isStored,
        connections,
        count,
        chunkCount: chunks,
      } as const;
      return cpuMicrosecondsPer(count, gateway, () => load.ask(order));
    },
    progress: bench.progress,
  });
  const [chat] = costs;
  if (!chat) throw new Error('nothing was measured');
  return surfaces.slice(1).flatMap(({ name, target }, index) => {
    const cost = costs[index + 1];
    if (!cost) return [];
    const disturbed = `${(cost.disturbedShare * 100).toFixed(0)} %`;
    return {
      what: `CPU per request, ${how}: ${name}`,
      unit: 'µs',
      bare: chat.cost,
      candidate: cost.cost,
      figure: cost.ratio,
      figureUnit: '×',
      target,
      note: `in place of the bare proxy Chat passed through; ${connections} connections, ${count} requests a block; other programs were busy in ${disturbed} of the blocks`,
    };
  });
}

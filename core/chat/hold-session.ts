import type { Timer } from '../ports/clock.ts';
import type { SessionTurn } from '../sessions/session-turn.ts';
import type { Gateway } from './gateway.ts';
import { inStoreTime } from './in-store-time.ts';

/** Who says nothing for so long is gone, and its session may be continued. */
const leaseMs = 15_000;
const beatMs = 5_000;

/**
 * Takes the session of a turn, and keeps it as long as this process lives.
 * @returns lets go of it by itself from now on. @throws GatewayError as `SessionTurn.begin`.
 */
export async function holdSession(
  turn: SessionTurn,
  { clock, afterwards }: Pick<Gateway, 'clock' | 'afterwards'>,
): Promise<() => void> {
  await inStoreTime(clock, turn.begin(clock.now() + leaseMs));
  let timer: Timer | null = null;
  let isOver = false;
  const beat = async (): Promise<void> => {
    // A store in trouble is asked again.
    const isHeld = await turn.hold(clock.now() + leaseMs).catch(() => true);
    if (isHeld && !isOver) timer = clock.schedule(beatMs, next);
  };
  const next = (): void => {
    const beating = beat();
    afterwards?.(beating);
  };
  timer = clock.schedule(beatMs, next);
  return () => {
    isOver = true;
    timer?.cancel();
  };
}

import { InMemoryBreakerStore } from '../../../adapters/in-memory/in-memory-breaker-store.ts';
import { describeBreakerStoreContract } from './describe-breaker-store-contract.ts';

describeBreakerStoreContract('memory', (clock, settingsOf) => new InMemoryBreakerStore(clock, settingsOf));

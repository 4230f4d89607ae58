import { InMemorySessionStore } from '../../../adapters/in-memory/in-memory-session-store.ts';
import { describeSessionStoreContract } from './describe-session-store-contract.ts';

describeSessionStoreContract('memory', (clock) => new InMemorySessionStore({ clock }));

import { InMemoryBlobStore } from '../../../adapters/in-memory/in-memory-blob-store.ts';
import { describeBlobStoreContract } from './describe-blob-store-contract.ts';

describeBlobStoreContract('memory', () => new InMemoryBlobStore());

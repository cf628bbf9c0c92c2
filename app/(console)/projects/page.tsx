export const dynamic = 'force-dynamic';

// The board shows every project: this address is what people type for it.
export { default } from '../page';

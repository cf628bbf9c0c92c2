import type { Operations } from '../../ports/context';

export const operations = {} satisfies Operations;

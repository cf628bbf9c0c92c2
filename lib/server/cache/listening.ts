import 'server-only';
import { shared } from '../shared';
import { cache } from './cache';

const state = shared('listening', () => ({ on: false }));

/** While events come, what none has named is still what was read. */
export const listening = (): boolean => state.on;

export function setListening(on: boolean): void {
  state.on = on;
  // Events of the time before, or of a gap between two queues, were not heard.
  cache.distrust();
}

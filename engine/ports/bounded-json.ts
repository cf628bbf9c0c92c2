// The wire stands beside the core and may not import it; what both need to know of a text's depth is the core's.
export { MAX_DEPTH, nestsTooDeep } from '../core/bounded-parse';

import type { Ctx } from '../../ports/context';

/** Has agents told whom they reach, now that something has changed. */
export const changePeers = (ctx: Ctx): void => ctx.enqueue('ec2.peers', 'all');

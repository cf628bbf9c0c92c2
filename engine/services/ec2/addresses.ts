import type { Internal } from '../../ports/module';
import { instances } from './instances';

/** Where a port of an instance is reached from outside of it: today its one address, whatever the port; undefined while it does not run. */
export const addressOf: Internal<'ec2'>['addressOf'] = ({ instanceId }, ctx) => {
  const instance = ctx.store.get(instances, instanceId);
  return instance?.state === 'running' ? { host: '127.0.0.1', port: instance.port } : undefined;
};

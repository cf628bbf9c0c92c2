/** AWS CodeStar Notifications as a package of the SDK would give it, for it has none with schemas: docs/adr/0009. */
export { CodeStarNotifications } from './aggregate';
export { CodeStarNotificationsClient } from './client';
export * from './commands';
export * from './schemas';
export type * from './types';

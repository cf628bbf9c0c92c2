import type { Calls } from './calls';
import { balancers } from './balancers';
import { codebuild } from './codebuild';
import { codecommit } from './codecommit';
import { codedeploy } from './codedeploy';
import { codepipeline } from './codepipeline';
import { connections } from './connections';
import { events } from './events';
import { identities } from './identities';
import { instances } from './instances';
import { messages } from './messages';
import { monitoring } from './monitoring';
import { notifications } from './notifications';
import { objects } from './objects';
import { scaling } from './scaling';
import { secrets } from './secrets';
import { stacks } from './stacks';

/** A valid call of every served operation that has optional members. */
export const calls: Calls = {
  ...balancers,
  ...codebuild,
  ...codecommit,
  ...codedeploy,
  ...codepipeline,
  ...connections,
  ...events,
  ...identities,
  ...instances,
  ...messages,
  ...monitoring,
  ...notifications,
  ...objects,
  ...scaling,
  ...secrets,
  ...stacks,
};

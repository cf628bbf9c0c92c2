import type { Operations } from '../../ports/context';
import type { Internal } from '../../ports/module';
import * as a from './agents';
import * as c from './console';
import * as i from './instances';
import * as t from './launch-templates';
import * as l from './listeners';
import * as n from './network';
import * as e from './peers';
import * as o from './offerings';
import * as p from './pictures';
import * as r from './routes';

export const operations = {
  AllocateAddress: n.allocateAddress,
  AssociateAddress: n.associateAddress,
  AuthorizeSecurityGroupEgress: n.authorizeEgress,
  AuthorizeSecurityGroupIngress: n.authorizeIngress,
  CreateLaunchTemplate: t.createLaunchTemplate,
  CreateLaunchTemplateVersion: t.createLaunchTemplateVersion,
  CreateSecurityGroup: n.createSecurityGroup,
  CreateTags: i.createTags,
  DeleteLaunchTemplate: t.deleteLaunchTemplate,
  DeleteLaunchTemplateVersions: t.deleteLaunchTemplateVersions,
  DeleteSecurityGroup: n.deleteSecurityGroup,
  DeleteTags: i.deleteTags,
  DescribeAddresses: n.describeAddresses,
  DescribeInstanceTypeOfferings: o.describeInstanceTypeOfferings,
  DescribeInstances: i.describeInstances,
  DescribeLaunchTemplates: t.describeLaunchTemplates,
  DescribeLaunchTemplateVersions: t.describeLaunchTemplateVersions,
  DescribeRouteTables: r.describeRouteTables,
  DescribeSecurityGroups: n.describeSecurityGroups,
  DescribeSubnets: n.describeSubnets,
  DescribeVpcs: n.describeVpcs,
  DisassociateAddress: n.disassociateAddress,
  GetConsoleOutput: c.getConsoleOutput,
  ModifyLaunchTemplate: t.modifyLaunchTemplate,
  ReleaseAddress: n.releaseAddress,
  RevokeSecurityGroupEgress: n.revokeEgress,
  RevokeSecurityGroupIngress: n.revokeIngress,
  RunInstances: i.runInstances,
  StartInstances: i.startInstances,
  StopInstances: i.stopInstances,
  TerminateInstances: i.terminateInstances,
} satisfies Operations;

export const internal: Internal<'ec2'> = {
  addressOf: l.addressOf,
  cancelOnInstance: a.cancelOnInstance,
  deployToInstance: a.deployToInstance,
  findPicture: p.findPicture,
};

export const jobs = {
  'ec2.launch': a.launch,
  'ec2.peers': e.tellPeers,
  'ec2.picture': p.takePicture,
  'ec2.restart': a.restart,
  'ec2.signal': a.signalStack,
  'ec2.start': a.start,
  'ec2.stop': a.stopInstance,
  'ec2.terminate': a.terminate,
};

export { recover, stop } from './agents';

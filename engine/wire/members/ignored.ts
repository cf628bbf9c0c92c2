/** A group of members that are taken and have no effect here, as `operation` of `service`; `*` is every operation that has it. */
export interface Ignored {
  readonly why: string;
  readonly service: string;
  readonly operation: string;
  readonly members: readonly string[];
}

/** Members that no code of a service reads and that are taken all the same, each with the reason; `docs/served.md` lists them. */
export const IGNORED: readonly Ignored[] = [
  {
    why: "Answered at the wire, before the service: DryRunOperation, and AccessDenied for another's bucket.",
    service: 'ec2',
    operation: '*',
    members: ['DryRun'],
  },
  {
    why: "Answered at the wire, before the service: DryRunOperation, and AccessDenied for another's bucket.",
    service: 's3',
    operation: '*',
    members: ['ExpectedBucketOwner', 'ExpectedSourceBucketOwner'],
  },
  {
    why: 'AWS asks for it only where the requester pays, which no bucket here lets him.',
    service: 's3',
    operation: '*',
    members: ['RequestPayer'],
  },
  {
    why: 'Nothing is retained or locked here, so there is nothing to bypass.',
    service: 's3',
    operation: '*',
    members: ['BypassGovernanceRetention'],
  },
  {
    why: "An instance lives in a folder of this machine: whether its disk is encrypted, and of what type it is, is the machine's.",
    service: 'ec2',
    operation: 'RunInstances',
    members: ['BlockDeviceMappings'],
  },
  {
    why: 'Nobody shares with the one account that there is here: these lists are always empty.',
    service: 'codebuild',
    operation: 'ListSharedProjects',
    members: ['sortBy', 'sortOrder', 'maxResults'],
  },
  {
    why: 'Nobody shares with the one account that there is here: these lists are always empty.',
    service: 'codebuild',
    operation: 'ListSharedReportGroups',
    members: ['sortBy', 'sortOrder', 'maxResults'],
  },
  {
    why: 'There are no third parties here, so no jobs of theirs: none is found.',
    service: 'codepipeline',
    operation: 'PollForThirdPartyJobs',
    members: ['maxBatchSize'],
  },
  {
    why: 'There are no third parties here, so no jobs of theirs: none is found.',
    service: 'codepipeline',
    operation: 'PutThirdPartyJobSuccessResult',
    members: ['currentRevision', 'continuationToken', 'executionDetails'],
  },
  {
    why: 'Bucket policies keep nobody of the account out here.',
    service: 's3',
    operation: 'PutBucketPolicy',
    members: ['ConfirmRemoveSelfBucketAccess'],
  },
  {
    why: 'AWS ignores it: results are always interleaved, and sequence tokens are no longer needed (CloudWatch Logs API reference).',
    service: 'logs',
    operation: '*',
    members: ['interleaved', 'sequenceToken'],
  },
  {
    why: 'There are no data protection policies, so nothing is masked.',
    service: 'logs',
    operation: '*',
    members: ['unmask'],
  },
  {
    why: 'AWS needs it for rules that a service manages, of which there are none.',
    service: 'events',
    operation: '*',
    members: ['Force'],
  },
  {
    why: 'An instance ends at once here in any case.',
    service: 'ec2',
    operation: 'TerminateInstances',
    members: ['Force'],
  },
  {
    why: 'An instance ends at once here in any case.',
    service: 'ec2',
    operation: 'StopInstances',
    members: ['Force'],
  },
  {
    why: 'An address that is associated moves, as it does by default.',
    service: 'ec2',
    operation: 'AssociateAddress',
    members: ['AllowReassociation'],
  },
  {
    why: 'To make a version the default again changes nothing, with a token or without.',
    service: 'ec2',
    operation: 'ModifyLaunchTemplate',
    members: ['ClientToken'],
  },
  {
    why: 'Trust policies are stored without effect.',
    service: 'sts',
    operation: 'AssumeRole',
    members: ['ExternalId'],
  },
  {
    why: 'To subscribe a target again changes nothing, with a token or without.',
    service: 'codestar-notifications',
    operation: 'Subscribe',
    members: ['ClientRequestToken'],
  },
  {
    why: "There is no third party's job: whatever names one is refused.",
    service: 'codepipeline',
    operation: '*',
    members: ['clientToken'],
  },
  {
    why: 'An external id is that of a stack whose hook made the resource, and no resource here is made so.',
    service: 'codedeploy',
    operation: 'DeleteResourcesByExternalId',
    members: ['externalId'],
  },
];

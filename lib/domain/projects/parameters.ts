/** What people call the parameters of a stack, and what stands in an empty field. */
export const PARAMETERS: Readonly<
  Record<
    string,
    { readonly label: string; readonly hint?: string; readonly suggestions?: readonly string[] }
  >
> = {
  InstanceType: {
    label: 'Instance type',
    suggestions: ['t3.micro', 't3.small', 't3.medium', 'm7i.large'],
  },
  InstanceCount: { label: 'Instances in each environment', suggestions: ['1', '2', '3', '4'] },
  OldFleetMinutes: {
    label: 'Minutes the old instances stay',
    suggestions: ['0', '5', '15', '60'],
  },
  SubnetIds: { label: 'Subnets', hint: 'two in different zones, found by itself' },
  VpcId: { label: 'Network (VPC)' },
  SubnetId: { label: 'Subnet' },
  SessionAccess: { label: 'Terminal by Systems Manager', suggestions: ['yes', 'no'] },
  AllowedCidr: {
    label: 'Who can reach it',
    hint: '203.0.113.7/32 for one address, 0.0.0.0/0 for everyone',
  },
  BranchName: { label: 'Branch' },
  ConnectionArn: {
    label: 'Connection',
    hint: 'ARN of a connection to GitHub, GitLab or Bitbucket; empty to create a repository',
  },
  RepositoryId: { label: 'Repository on the connection', hint: 'owner/name' },
  PermissionsBoundary: { label: 'Permissions boundary' },
};

function cidrProblem(value: string): string | undefined {
  const m = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})\/(\d{1,2})$/.exec(value);
  return m && m.slice(1, 5).every((n) => Number(n) <= 255) && Number(m[5]) <= 32
    ? undefined
    : `'${value}' is not an address range: write it as 203.0.113.7/32.`;
}

/** Names that git takes for a branch (git-check-ref-format), and that CodePipeline takes too. */
const badBranch = (value: string): boolean =>
  /^[-/.]|\.\.|\/\/|\/\.|\.$|\/$|\.lock(\/|$)|@\{/.test(value);

/** Whether a value is what a pattern asks for, or why the pattern cannot be tried. */
export type Fits = (pattern: string, value: string) => boolean | string;

/** Why a parameter's value cannot be, in one sentence; the pattern is the document's own. Without `fits` it is left to others. */
export function parameterProblem(
  name: string,
  value: string,
  pattern: string | undefined,
  fits: Fits | undefined,
): string | undefined {
  if (name === 'AllowedCidr') return cidrProblem(value);
  if (
    name === 'PermissionsBoundary' &&
    value !== '' &&
    !/^arn:[a-z-]+:iam::\d{12}:policy\/\S+$/.test(value)
  )
    return `'${value}' is not a policy ARN: arn:PARTITION:iam::ACCOUNT:policy/NAME.`;
  if (name === 'BranchName' && badBranch(value)) return `'${value}' cannot be a branch's name.`;
  const fit = pattern === undefined || fits === undefined || fits(pattern, value);
  if (fit === true) return undefined;
  const label = PARAMETERS[name]?.label ?? name;
  return fit === false
    ? `'${value}' does not fit: ${label} has the form ${pattern ?? ''}.`
    : `The template's AllowedPattern of ${label} cannot be used: ${fit}.`;
}

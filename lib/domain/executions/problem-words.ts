interface Rule {
  readonly test: RegExp;
  readonly say: (...groups: readonly string[]) => string;
}

const exited = (reason: string): string => {
  const status = /^exit status (\d+)$/.exec(reason.trim())?.[1];
  return status === undefined ? `failed: ${reason.trim()}` : `ended with exit code ${status}`;
};

/** What AWS's services write of every failure of a kind, as a person would say it; empty where it says nothing. */
const RULES: readonly Rule[] = [
  // CodePipeline writes CodeBuild's phase context behind these words.
  {
    test: /^Build terminated with state: (?:FAILED|FAULT)\. Phase: \w+, Code: \w+, Message: (.+)$/s,
    say: (message) => plainProblem(message) ?? '',
  },
  {
    test: /^Build terminated with state: TIMED_OUT/,
    say: () => 'The build took longer than it may',
  },
  { test: /^Build terminated with state: STOPPED/, say: () => 'Somebody stopped the build' },
  { test: /^Build terminated with state: \w+\.?$/, say: () => '' },
  {
    test: /^Error while executing command: (.+?)\. Reason: (.+?)\.?$/s,
    say: (command = '', reason = '') => `${firstLine(command)} ${exited(reason)}`,
  },
  { test: /^(?:The )?[Dd]eployment (?:with id )?d-[A-Z0-9]+ (?:has )?failed\.?$/, say: () => '' },
  {
    test: /^Connection \S+ is not in an? available state/,
    say: () => 'The connection is not available. If it is pending, complete it in AWS’s console',
  },
  { test: /^Stack set operation failed\. Operation status: \w+\.?$/, say: () => '' },
  { test: /^The action failed(?: because .{0,5})?\.?$/, say: () => '' },
  {
    test: /^The overall deployment failed because too many individual instances failed deployment/,
    say: () => 'Too many instances failed',
  },
  {
    test: /^Deployment failed: (\d+ of \d+) instances failed, which exceeds MaxError \d+\.?$/,
    say: (count = '') => `${count} instances failed`,
  },
  {
    test: /^The following resource\(s\) failed to (create|update|delete): \[(.+)\]\.?\s*/,
    say: (verb = '', resources = '') => `CloudFormation could not ${verb} ${resources}`,
  },
  {
    test: /^Resource handler returned message: "(.+)"(?: \(RequestToken:.*)?$/s,
    say: (message) => plainProblem(message) ?? '',
  },
  {
    test: /^The Amazon ECS service timed out while waiting for the deployment of the service (\S+) in the cluster \S+ to complete within (\d+) minutes\.?$/,
    say: (service = '', minutes = '') =>
      `The service ${service} did not become stable within ${minutes} minutes`,
  },
];

/** Without `(Service: Amazon S3; Status Code: 403; Error Code: AccessDenied; …)`, at the end of what an SDK for Java says. */
function withoutService(text: string): string {
  const at = text.lastIndexOf('(Service: ');
  return at > 0 && text.indexOf(')', at) === text.length - 1 ? text.slice(0, at).trim() : text;
}

const firstLine = (text: string): string => {
  const [first = '', ...more] = text.trim().split(/\r?\n/);
  return more.length ? `${first} …` : first;
};

/**
 * What AWS says of a failed action, without what it says of every one: `npm test ended with exit code 1`. Undefined where
 * nothing is left: `Deployment d-ABC failed` tells no reason.
 */
export function plainProblem(message: string | undefined): string | undefined {
  const text = withoutService((message ?? '').trim());
  for (const { test, say } of RULES) {
    const found = test.exec(text);
    if (found)
      return (
        say(...found.slice(1).map((group) => (group as string | undefined) ?? '')) || undefined
      );
  }
  return text || undefined;
}

const MOST_NAMED = 2;

/** `1 of 6 tests failed: greets by name`; of many the first are named. `total` is undefined where nothing told it. */
export function testsFailed(
  failed: number,
  total: number | undefined,
  names: readonly string[],
): string | undefined {
  if (!failed) return undefined;
  const of = total === undefined ? '' : ` of ${total}`;
  const head = `${failed}${of} ${(total ?? failed) === 1 ? 'test' : 'tests'} failed`;
  const named = names.filter(Boolean).slice(0, MOST_NAMED);
  if (!named.length) return head;
  const rest = failed - named.length;
  return `${head}: ${named.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

/** `(service web) (task 12ab) failed container health checks.` as a page shows it. */
export const ecsWords = (event: string): string =>
  event
    .replace(/^\(service (\S+?)\) \(task [0-9a-f]+\)\s*/, 'A task of $1 ')
    .replace(/^\(service (\S+?)\)(?:,? \(instance [^)]*\))?\s*/, 'Service $1 ')
    .replace(/\(taskSet [^)]*\)\s*/g, '')
    .replace(/\s{2,}/g, ' ')
    .trim();

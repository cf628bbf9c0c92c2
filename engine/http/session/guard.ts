import { ruleOf } from '../../core/permissions/table';
import { refusalOf, type Refusal } from '../../core/permissions/decide';
import type { Ctx, Identity } from '../../ports/context';
import { appendLogText } from '../../shared/log-sink';
import { sessionFacts } from './facts';
import { builds, logPlace } from '../../services/codebuild/builds';
import { AwsError } from '../../wire/errors';
import { SERVICES } from '../../wire/services';

type Places = Pick<Ctx, 'store' | 'clock' | 'arn' | 'accountId' | 'region' | 'partition'>;

const MAX_RESOURCE = 512;
/** A build that is refused in a loop does not fill its log. */
const MAX_LOGGED = 100;

/** An ARN of what was asked for; those of S3 have neither region nor account. */
function arnOf(places: Places, service: string, resource: string): string {
  const shown = resource.replace(/[\u0000-\u001f\u007f]/g, '?').slice(0, MAX_RESOURCE);
  if (shown === '*' || shown.startsWith('arn:')) return shown;
  if (service === 's3') return `arn:${places.partition}:s3:::${shown}`;
  return places.arn(service, shown, service === 'iam' ? { region: '' } : {});
}

/** AWS's own words (IAM user guide, "Troubleshoot access denied error messages"). */
function wordsOf(
  places: Places,
  identity: Identity,
  service: string,
  { action, resource }: Refusal,
): string {
  const arn = arnOf(places, service, resource);
  return `User: ${identity.arn} is not authorized to perform: ${action} on resource: ${service === 's3' ? `"${arn}"` : arn} because no identity-based policy allows the ${action} action`;
}

/** Each protocol has its own code for it. */
function accessDenied(service: string, words: string): AwsError {
  switch (SERVICES.find((s) => s.name === service)?.protocol) {
    case 'query':
    case 'rest-xml':
      return new AwsError('AccessDenied', words, { status: 403 });
    case 'ec2':
      return new AwsError(
        'UnauthorizedOperation',
        `You are not authorized to perform this operation. ${words}`,
        { status: 403 },
      );
    default:
      return new AwsError('AccessDeniedException', words, { status: 400 });
  }
}

/** What stands in a build's log of a refusal, whatever the program that met it does with it: once for each. */
function refusalLog(places: Places): (buildId: string, words: string) => void {
  const logged = new Map<string, Set<string>>();
  return (buildId, words) => {
    const build = places.store.get(builds, buildId);
    if (!build || build.state.endTime !== undefined) return;
    let said = logged.get(buildId);
    if (!said) {
      for (const id of logged.keys())
        if (places.store.get(builds, id)?.state.endTime !== undefined) logged.delete(id);
      logged.set(buildId, (said = new Set()));
    }
    if (said.has(words) || said.size >= MAX_LOGGED) return;
    said.add(words);
    const now = places.clock.now();
    const kept = logPlace(build);
    if (!kept) return;
    appendLogText(places.store, kept.group, kept.stream, now, [
      { timestamp: now, text: `[Container] Refused: ${words}\n` },
    ]);
  };
}

/** An identity of a home whose sessions did not say yet whose they are. */
const OLD_SANDBOX = 'AROALOCALSANDBOX0000:';

/** Refuses what the session credentials of builds and instances may not do (core/permissions). Other identities may do everything. */
export function sessionGuard(
  places: Places,
): (identity: Identity, service: string, operation: string, input: object) => void {
  const log = refusalLog(places);
  return (identity, service, operation, input) => {
    const sandbox =
      identity.sandbox ??
      (identity.userId.startsWith(OLD_SANDBOX) ? { kind: 'build' as const, id: '' } : undefined);
    if (!sandbox || ruleOf(service, operation) === 'read') return;
    const refusal = refusalOf(service, operation, input, sessionFacts(places, sandbox));
    if (!refusal) return;
    const words = wordsOf(places, identity, service, refusal);
    if (sandbox.kind === 'build') log(sandbox.id, words);
    throw accessDenied(service, words);
  };
}

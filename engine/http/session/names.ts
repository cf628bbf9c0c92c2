import { fitsWildcards } from '../../../common/wildcard';
import {
  namesOfActions,
  namesOfBuildspec,
  namesOfTemplate,
  namesOfVariables,
  resourcesOfPolicies,
  type Names,
} from '../../core/permissions/names';
import type { Declaration } from '../../core/pipeline/declaration';
import type { Ctx, Sandbox } from '../../ports/context';
import type { Stack } from '../../services/cloudformation/stack';
import type { Build } from '../../services/codebuild/builds';
import type { Project } from '../../services/codebuild/projects';
import { isInline } from '../../services/codebuild/settings';
import { profiles, roles } from '../../services/iam/roles';
import { instances } from '../../services/ec2/instances';
import { secrets } from '../../services/secretsmanager/store';
import { split } from '../../services/ssm/store';

/** All that may name a secret for a session. */
export interface NamedIn {
  readonly build: Build | undefined;
  readonly sandbox: Sandbox;
  readonly projects: readonly Project[];
  readonly pipelines: readonly Declaration[];
  readonly stack: Stack | undefined;
}

type Places = Pick<Ctx, 'store' | 'arn'>;

const inlineNames = (buildspec: string | undefined): Names =>
  buildspec && isInline(buildspec) ? namesOfBuildspec(buildspec) : { secrets: [], parameters: [] };

/** Everything named, as it was written. */
export function joinNames({ build, projects, pipelines, stack }: NamedIn): Names {
  const all: Names[] = [
    namesOfVariables(build?.environment?.environmentVariables ?? []),
    inlineNames(build?.source.buildspec),
    ...projects.flatMap(({ settings: s }) => [
      namesOfVariables(s.environment?.environmentVariables ?? []),
      inlineNames(s.source?.buildspec),
    ]),
    namesOfActions(pipelines.flatMap((d) => d.stages.flatMap((s) => s.actions))),
    // A parameter of the template may hold the name: its value is searched like the template.
    ...(stack
      ? [
          namesOfTemplate(stack.body),
          namesOfTemplate(JSON.stringify(Object.values(stack.parameters))),
        ]
      : []),
  ];
  return { secrets: all.flatMap((n) => n.secrets), parameters: all.flatMap((n) => n.parameters) };
}

const lastPart = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

function roleOf(places: Places, { build, sandbox }: NamedIn): string | undefined {
  if (sandbox.kind === 'build') return build?.serviceRole && lastPart(build.serviceRole);
  const profile = places.store.get(instances, sandbox.id)?.profileArn;
  return profile && places.store.get(profiles, lastPart(profile))?.role;
}

/** Stars alone name nothing. */
const isSpecific = (name: string): boolean => name.replace(/[*?:/-]/g, '') !== '';

/** The secret's name: ids may be names, ARNs, or ARNs without their last six characters. */
function secretName(places: Places, id: string): string {
  const tail = /^arn:[^:]+:secretsmanager:[^:]*:[^:]*:secret:(.+)$/.exec(id)?.[1];
  if (tail === undefined) return id;
  const known = places.store.list(secrets).find((s) => s.arn === id || s.arn.slice(0, -7) === id);
  return known?.name ?? tail.replace(/-[A-Za-z0-9]{6}$/, '');
}

const parameterName = (id: string): string => split(id).name.replace(/^\/+/, '');

/** Whether a secret or parameter is named for a session, by name or by a pattern of its role's policies. */
export function isNamedBy(
  places: Places,
  kind: 'secret' | 'parameter',
  id: string,
  action: string,
  names: Names,
  where: NamedIn,
): boolean {
  const role = roleOf(places, where);
  const policies = Object.values(
    (role === undefined ? undefined : places.store.get(roles, role))?.policies ?? {},
  );
  const allowed = resourcesOfPolicies(policies, action).filter((r) =>
    isSpecific(r.split(`:${kind}`)[1] ?? ''),
  );
  if (kind === 'secret') {
    const name = secretName(places, id);
    const arn =
      places.store.get(secrets, name)?.arn ?? places.arn('secretsmanager', `secret:${name}-000000`);
    return (
      names.secrets
        .filter(isSpecific)
        .some(
          (n) =>
            secretName(places, n) === name ||
            fitsWildcards(n, name) ||
            fitsWildcards(n, arn.split(':secret:')[1] ?? name),
        ) || allowed.some((r) => fitsWildcards(r, arn))
    );
  }
  const name = parameterName(id);
  if (name.startsWith('aws/service/')) return true;
  return (
    names.parameters.filter(isSpecific).some((n) => fitsWildcards(parameterName(n), name)) ||
    allowed.some((r) => fitsWildcards(r, places.arn('ssm', `parameter/${name}`)))
  );
}

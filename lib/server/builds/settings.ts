import 'server-only';
import type { Build, EnvironmentVariable, Project } from '@aws-sdk/client-codebuild';
import type { Setting } from '@/lib/domain/builds/build-detail';
import { COMPUTE_TYPES, isInlineBuildspec, SOURCE_NAMES } from '@/lib/domain/builds/build-project';
import { soundsSecret } from '@/lib/domain/secrets';

const shownValue = (v: EnvironmentVariable): Pick<Setting, 'value' | 'secret'> => {
  if (v.type === 'PARAMETER_STORE')
    return { value: `Parameter Store: ${v.value ?? ''}`, secret: true };
  if (v.type === 'SECRETS_MANAGER')
    return { value: `Secrets Manager: ${v.value ?? ''}`, secret: true };
  return soundsSecret(v.name ?? '')
    ? { value: 'not shown', secret: true }
    : { value: v.value ?? '' };
};

export function variablesOf(build: Build, project: Project | undefined): Setting[] {
  const own = new Map(
    (project?.environment?.environmentVariables ?? []).map((v) => [
      v.name,
      JSON.stringify([v.type ?? 'PLAINTEXT', v.value]),
    ]),
  );
  return (build.environment?.environmentVariables ?? []).map((v) => ({
    name: v.name ?? '',
    ...shownValue(v),
    origin:
      own.get(v.name) === JSON.stringify([v.type ?? 'PLAINTEXT', v.value]) ? 'project' : 'start',
  }));
}

/** The last word of an ARN or address: what people call it. */
const short = (text: string): string =>
  text.startsWith('arn:') ? text.slice(text.indexOf('/') + 1) : text.split('/').slice(-2).join('/');

const COMPUTE = new Map(COMPUTE_TYPES);

function sourceWords({ source }: Build): string | undefined {
  const { type, location } = source ?? {};
  if (type === undefined) return undefined;
  return [SOURCE_NAMES[type] ?? type, location && short(location)].filter(Boolean).join(' ');
}

/** What the build was made with, each with where it comes from. */
export function settingsOf(build: Build, project: Project | undefined): Setting[] {
  const from = (a: unknown, b: unknown): Setting['origin'] =>
    project === undefined ? 'AWS' : JSON.stringify(a) === JSON.stringify(b) ? 'project' : 'start';
  const e = build.environment;
  const p = project?.environment;
  const all: (readonly [string, string | undefined, Setting['origin']])[] = [
    ['Image', e?.image?.replace(/^aws\/codebuild\//, ''), from(e?.image, p?.image)],
    [
      'Compute',
      e?.computeType && (COMPUTE.get(e.computeType) ?? e.computeType),
      from(e?.computeType, p?.computeType),
    ],
    [
      'Privileged',
      e?.privilegedMode ? 'yes' : undefined,
      from(e?.privilegedMode, p?.privilegedMode),
    ],
    ['Source', sourceWords(build), from(build.source?.location, project?.source?.location)],
    [
      'Buildspec',
      build.source?.buildspec === undefined || build.source.buildspec === ''
        ? 'buildspec.yml of the source'
        : isInlineBuildspec(build.source.buildspec)
          ? 'written in the settings'
          : build.source.buildspec,
      from(build.source?.buildspec, project?.source?.buildspec),
    ],
    [
      'Timeout',
      build.timeoutInMinutes === undefined ? undefined : `${build.timeoutInMinutes} min`,
      from(build.timeoutInMinutes, project?.timeoutInMinutes),
    ],
    [
      'Queued timeout',
      build.queuedTimeoutInMinutes === undefined
        ? undefined
        : `${build.queuedTimeoutInMinutes} min`,
      from(build.queuedTimeoutInMinutes, project?.queuedTimeoutInMinutes),
    ],
    [
      'Cache',
      build.cache?.type && build.cache.type !== 'NO_CACHE'
        ? `${build.cache.type}${build.cache.location ? ` ${build.cache.location}` : ''}`
        : undefined,
      from(build.cache, project?.cache),
    ],
    ['VPC', build.vpcConfig?.vpcId, 'project'],
    ['KMS key', build.encryptionKey && short(build.encryptionKey), 'project'],
    [
      'Role',
      build.serviceRole && short(build.serviceRole),
      from(build.serviceRole, project?.serviceRole),
    ],
  ];
  return all.flatMap(([name, value, origin]) =>
    value === undefined ? [] : [{ name, value, origin }],
  );
}

/** A buildspec both in the settings and in the source: only one of them counts, and people edit the other. */
export function warningsOf(build: Build, project: Project | undefined): string[] {
  const said: string[] = [];
  const own = project?.source?.buildspec;
  if (own && build.source?.buildspec && own !== build.source.buildspec)
    said.push("This build was started with its own buildspec, not the project's.");
  if (isInlineBuildspec(build.source?.buildspec) && build.source?.type !== 'NO_SOURCE')
    said.push('The buildspec is stored in the settings. A buildspec.yml in the source is ignored.');
  return said;
}

/** A word that a shell reads as one. */
const quoted = (text: string): string =>
  /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;

/** The same build in a person's own checkout. Secrets are left to be filled in. */
export function commandOf(build: Build): string {
  const variables = (build.environment?.environmentVariables ?? []).map((v) =>
    (v.type === undefined || v.type === 'PLAINTEXT') && !soundsSecret(v.name ?? '')
      ? `-e ${quoted(`${v.name ?? ''}=${v.value ?? ''}`)}`
      : `-e ${v.name ?? ''}=…`,
  );
  const spec =
    build.source?.buildspec &&
    !isInlineBuildspec(build.source.buildspec) &&
    !build.source.buildspec.startsWith('arn:')
      ? [`-b ${quoted(build.source.buildspec)}`]
      : [];
  return ['npx starboard build .', ...spec, ...variables].join(' ');
}

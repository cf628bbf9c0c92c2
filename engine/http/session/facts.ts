import { withoutEnd } from '../../core/trim';
import { isNamedBy, joinNames, type NamedIn } from './names';
import type { SessionFacts } from '../../core/permissions/decide';
import type { Declaration } from '../../core/pipeline/declaration';
import type { Ctx, Sandbox } from '../../ports/context';
import { stacks } from '../../services/cloudformation/stacks';
import type { Stack } from '../../services/cloudformation/stack';
import { builds, objectAt, type Build } from '../../services/codebuild/builds';
import { projects, type Project } from '../../services/codebuild/projects';
import { pipelines } from '../../services/codepipeline/store';
import { instances, tag } from '../../services/ec2/instances';
import { buckets } from '../../services/s3/buckets';

type Places = Pick<Ctx, 'store' | 'accountId' | 'region' | 'arn'>;

const actionsOf = (d: Declaration): Declaration['stages'][number]['actions'] =>
  d.stages.flatMap((s) => s.actions);
const storesOf = (d: Declaration): string[] =>
  [d.artifactStore, ...Object.values(d.artifactStores ?? {})].flatMap((s) =>
    s?.type === 'S3' ? [s.location] : [],
  );
/** Below this a pipeline keeps its artifacts (services/codepipeline/action-run.ts). */
const artifactPrefix = (pipeline: string): string => `${pipeline.slice(0, 20)}/`;
const repositoryIn = (location: string): string =>
  withoutEnd(location, '/')
    .split('/')
    .pop()
    ?.replace(/\.git$/, '') ?? '';

const physical = (stack: Stack | undefined, type: string): string[] =>
  Object.values(stack?.state.resources ?? {}).flatMap((r) =>
    r.type === type && r.physicalId !== undefined ? [r.physicalId] : [],
  );

/** Buckets that a project is told to use. */
function bucketsOf({ settings: s }: Project): string[] {
  const places = [s.artifacts, ...(s.secondaryArtifacts ?? [])].map((a) =>
    a?.type === 'S3' ? a.location : undefined,
  );
  const cache = s.cache?.type === 'S3' ? s.cache.location : undefined;
  return [...places, cache, s.logsConfig?.s3Logs?.location].flatMap((p) =>
    p ? [objectAt(p).bucket] : [],
  );
}

/** Objects and folders that projects and pipelines take their sources from. */
function sourcesOf(all: readonly Project[], declarations: readonly Declaration[]): string[] {
  const ofProjects = all.flatMap(({ settings: s }) =>
    [s.source, ...(s.secondarySources ?? [])].flatMap((x) => [
      x?.type === 'S3' ? x.location : undefined,
      x?.buildspec?.trim().startsWith('arn:') ? x.buildspec.trim() : undefined,
    ]),
  );
  const ofPipelines = declarations
    .flatMap(actionsOf)
    .flatMap((a) =>
      a.actionTypeId.provider === 'S3' && a.actionTypeId.category === 'Source'
        ? [`${a.configuration?.['S3Bucket'] ?? ''}/${a.configuration?.['S3ObjectKey'] ?? ''}`]
        : [],
    );
  return [...ofProjects, ...ofPipelines].flatMap((x) => {
    const { bucket, key } = objectAt(x ?? '');
    return key === '' ? [] : [`${bucket}/${key}`];
  });
}

/** All that a session belongs to, looked up once a call and only as far as it is asked for. */
class Belongings implements SessionFacts {
  private readonly kept = new Map<string, unknown>();

  constructor(
    private readonly places: Places,
    private readonly sandbox: Sandbox,
  ) {}

  private once<T>(what: string, find: () => T): T {
    if (!this.kept.has(what)) this.kept.set(what, find());
    return this.kept.get(what) as T;
  }

  private get build(): Build | undefined {
    return this.once('build', () =>
      this.sandbox.kind === 'build' ? this.places.store.get(builds, this.sandbox.id) : undefined,
    );
  }

  private get stack(): Stack | undefined {
    return this.once('stack', () => {
      const [type, id] =
        this.sandbox.kind === 'build'
          ? ['AWS::CodeBuild::Project', this.build?.projectName]
          : ['AWS::EC2::Instance', this.sandbox.id];
      return this.places.store
        .list(stacks)
        .find(
          (s) => s.deletedAt === undefined && id !== undefined && physical(s, type).includes(id),
        );
    });
  }

  private get everyPipeline(): readonly Declaration[] {
    return this.once('pipelines', () =>
      this.places.store.list(pipelines).map((p) => p.declaration),
    );
  }

  private get ownPipelines(): readonly Declaration[] {
    return this.once('own pipelines', () => {
      const inStack = physical(this.stack, 'AWS::CodePipeline::Pipeline');
      const own = this.projects();
      const builtBy = this.build?.initiator.startsWith('codepipeline/')
        ? this.build.initiator.slice('codepipeline/'.length)
        : undefined;
      return this.everyPipeline.filter(
        (d) =>
          d.name === builtBy ||
          inStack.includes(d.name) ||
          actionsOf(d).some(
            (a) =>
              a.actionTypeId.provider === 'CodeBuild' &&
              own.includes(a.configuration?.['ProjectName'] ?? ''),
          ),
      );
    });
  }

  private get ownProjects(): readonly Project[] {
    return this.once('own projects', () =>
      this.projects().flatMap((name) => this.places.store.get(projects, name) ?? []),
    );
  }

  logs(): readonly { group: string; stream: string }[] {
    if (this.build) return [{ group: this.build.logGroup, stream: this.build.logStream }];
    const instance =
      this.sandbox.kind === 'instance'
        ? this.places.store.get(instances, this.sandbox.id)
        : undefined;
    const [project, environment] = instance
      ? [tag(instance, 'starboard:project'), tag(instance, 'starboard:environment')]
      : [];
    return instance && project && environment
      ? [{ group: `/starboard/${project}/${environment}`, stream: instance.id }]
      : [];
  }

  projects(): readonly string[] {
    return this.once('projects', () => [
      ...new Set([
        ...(this.build ? [this.build.projectName] : []),
        ...physical(this.stack, 'AWS::CodeBuild::Project'),
      ]),
    ]);
  }

  repositories(): readonly string[] {
    return this.once('repositories', () => {
      const sources = [
        this.build?.source,
        ...(this.build?.secondarySources ?? []),
        ...this.ownProjects.flatMap(({ settings: s }) => [s.source, ...(s.secondarySources ?? [])]),
      ];
      const ofPipelines = this.ownPipelines
        .flatMap(actionsOf)
        .flatMap((a) =>
          a.actionTypeId.provider === 'CodeCommit'
            ? [a.configuration?.['RepositoryName'] ?? '']
            : [],
        );
      return [
        ...new Set([
          ...sources.flatMap((s) =>
            s?.type === 'CODECOMMIT' ? [repositoryIn(s.location ?? '')] : [],
          ),
          ...ofPipelines,
        ]),
      ];
    });
  }

  names(kind: 'secret' | 'parameter', id: string, action: string): boolean {
    const where = this.once('names', (): NamedIn => ({
      build: this.build,
      sandbox: this.sandbox,
      projects: this.ownProjects,
      pipelines: this.ownPipelines,
      stack: this.stack,
    }));
    const names = this.once('all names', () => joinNames(where));
    return isNamedBy(this.places, kind, id, action, names, where);
  }

  bucket(name: string): 'free' | 'own' | 'other' {
    return this.once(`bucket ${name}`, () => {
      if (
        [...this.ownPipelines.flatMap(storesOf), ...this.ownProjects.flatMap(bucketsOf)].includes(
          name,
        )
      )
        return 'own';
      const { store } = this.places;
      const targets = this.everyPipeline.flatMap((d) => [
        ...storesOf(d),
        ...actionsOf(d).flatMap((a) =>
          a.actionTypeId.category === 'Deploy' ? (a.configuration?.['BucketName'] ?? []) : [],
        ),
      ]);
      const taken =
        name === `starboard-${this.places.accountId}-${this.places.region}` ||
        store.get(buckets, name)?.website !== undefined ||
        targets.includes(name) ||
        store.list(projects).some((p) => bucketsOf(p).includes(name)) ||
        store
          .list(stacks)
          .some((s) => s.deletedAt === undefined && physical(s, 'AWS::S3::Bucket').includes(name));
      return taken ? 'other' : 'free';
    });
  }

  object(bucket: string, key: string): { delivered: boolean; own: boolean } {
    const below = (d: Declaration): boolean =>
      storesOf(d).includes(bucket) && key.startsWith(artifactPrefix(d.name));
    const sources = this.once('sources', () =>
      sourcesOf(this.places.store.list(projects), this.everyPipeline),
    );
    const ownSources = this.once('own sources', () =>
      sourcesOf(this.ownProjects, this.ownPipelines),
    );
    const path = `${bucket}/${key}`;
    const isOf = (all: readonly string[]): boolean =>
      all.some((s) => path === s || (s.endsWith('/') && path.startsWith(s)));
    return {
      delivered: this.everyPipeline.some(below) || isOf(sources),
      own: this.ownPipelines.some(below) || isOf(ownSources),
    };
  }
}

/** What the session of a sandbox belongs to, from the state of the services. */
export function sessionFacts(places: Places, sandbox: Sandbox): SessionFacts {
  const found = new Belongings(places, sandbox);
  return {
    logs: () => found.logs(),
    repositories: () => found.repositories(),
    projects: () => found.projects(),
    names: (...of) => found.names(...of),
    bucket: (name) => found.bucket(name),
    object: (bucket, key) => found.object(bucket, key),
  };
}

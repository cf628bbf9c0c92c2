import { mkdirSync, rmSync } from 'node:fs';
import type { IncomingMessage, Server } from 'node:http';
import { join } from 'node:path';
import { ownPorts } from '../common/own-ports';
import { dashboardNames, dashboardName, namesDashboard } from './adapters/dashboard-name';
import { FileBlobs } from './adapters/file-blobs';
import { GitCli } from './adapters/git-cli';
import { HomeClock } from './adapters/home-clock';
import { HomeVault } from './adapters/home-vault';
import { LocalMachines } from './adapters/local-machines';
import { LocalSites } from './adapters/local-sites';
import { randomIds } from './adapters/random-ids';
import { missingForRealUsers } from './adapters/sandbox/real-users';
import { SqliteStore } from './adapters/sqlite-store';
import { webPost } from './adapters/web-post';
import { ConfigError, type EngineConfig } from './config';
import { partitionOf } from './core/partition';
import { checkHome } from './home/check';
import { rootKeys, type RootKeys } from './home/root-keys';
import { sealedIn } from './home/sealed';
import { buildDeskRoute } from './http/build-desk';
import { controlsRoute } from './http/controls';
import { credentialLookup } from './http/credentials';
import { Faults } from './http/faults';
import { gitRoute } from './http/git';
import { healthRoute } from './http/health';
import { listenKept } from './http/listen';
import { onPremisesRoute } from './http/on-premises';
import { picturesRoute } from './http/pictures';
import { roleCredentialsRoute, sandboxIdentity } from './http/role-credentials';
import { runtimesRoute } from './http/runtimes';
import { sessionGuard } from './http/session/guard';
import { snsRoute } from './http/sns';
import { stackAnswersRoute } from './http/stack-answers';
import { webhooksRoute } from './http/webhooks';
import type { BusEvent, Ctx, Identity, Operations } from './ports/context';
import type { Job } from './ports/store';
import { makeContext, type Parts } from './runtime/context';
import { JobRunner, type JobHandler } from './runtime/job-runner';
import { services } from './services/index';
import { authenticate, type CredentialLookup } from './wire/authenticate';
import type { Dispatcher } from './wire/dispatch';
import { isLoopbackHost } from './wire/origin';
import { Registry } from './wire/registry';
import { readRequest } from './wire/request';
import { createWireServer, type SideRoute } from './wire/server';
import { SERVICES } from './wire/services';

export interface Engine {
  readonly endpoint: string;
  readonly port: number;
  /** The root keys. */
  readonly credentials: RootKeys;
  /** An orderly stop: running builds end STOPPED, deployments Failed, applications stop; all of it is kept. */
  stop(): Promise<void>;
}

type Log = (line: string) => void;
type Report = (error: unknown, what: string) => void;

/** What the parts need of each other before it is there. */
interface Later {
  /** Known once the engine listens. */
  endpoint: string;
  /** Wakes the runner of jobs. */
  kick: () => void;
}

/** What contexts are made of, and what else works on the home. */
interface Made {
  readonly parts: Parts & {
    readonly store: SqliteStore;
    readonly clock: HomeClock;
    readonly machines: LocalMachines;
  };
  readonly faults: Faults | undefined;
  readonly isOwnHost: (host: string | undefined, port: number) => boolean;
}

/** All that the server's routes are made of. */
interface Wiring extends Made {
  readonly config: EngineConfig;
  readonly keys: RootKeys;
  readonly ctx: Ctx;
  readonly registry: Registry;
  readonly later: Later;
  readonly report: Report;
}

const NOTHING: Operations = {};
const operations = (service: string): Operations => services[service]?.operations ?? NOTHING;
const internal = (service: string): Operations => services[service]?.internal ?? NOTHING;
const eachService = Object.values(services);

const reportTo =
  (log: Log): Report =>
  (error, what) =>
    log(
      `error in ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );

async function requireRealUsers(): Promise<void> {
  const missing = await missingForRealUsers();
  if (missing !== undefined)
    throw new ConfigError(
      `STARBOARD_REAL_USERS=1 cannot be had here: ${missing}. Start Starboard as root on Linux with bubblewrap, or take the setting away.`,
    );
}

/** Opens the home and makes everything that works on it. */
function makeParts(config: EngineConfig, later: Later, log: Log): Made {
  const report = reportTo(log);
  const { home, accountId, region } = config;
  checkHome(home, log);
  dashboardName(home);
  const names = dashboardNames(home);
  // A browser that comes by the dashboard's name brings its session: no server but the dashboard answers to it.
  const isOwnHost = (host: string | undefined, port: number): boolean =>
    isLoopbackHost(host, port) && !namesDashboard(host, names);
  const clock = new HomeClock(home);
  const store = new SqliteStore(join(home, 'store.db'), () => later.kick());
  const vault = new HomeVault(home);
  vault.check(() => sealedIn(store), log);
  const partition = partitionOf(region);
  const faults = config.testControls
    ? new Faults(store, clock, `arn:${partition}:iam::${accountId}:user/tester`)
    : undefined;
  const arn: Ctx['arn'] = (service, resource, options = {}) =>
    `arn:${partition}:${service}:${options.region ?? region}:${options.account ?? accountId}:${resource}`;
  const parts = {
    accountId,
    region,
    partition,
    clock,
    store,
    vault,
    operations,
    internal,
    paths: {
      home,
      repositories: join(home, 'repositories'),
      builds: join(home, 'builds'),
      instances: join(home, 'instances'),
      balancers: join(home, 'balancers'),
    },
    blobs: new FileBlobs(join(home, 'blobs')),
    git: new GitCli(() => [...ownPorts(home), Number(new URL(later.endpoint).port)]),
    ids: randomIds,
    machines: new LocalMachines(config.programs, config.builds, report),
    agentVersion: config.agentVersion,
    realUsers: config.realUsers,
    pictures: config.pictures,
    sites: new LocalSites(isOwnHost, report),
    web: webPost,
    endpoint: () => later.endpoint,
    authorize: sessionGuard({ store, clock, arn, accountId, region, partition }),
    around: faults && ((...call: Parameters<Faults['around']>) => faults.around(...call)),
  };
  return { parts, faults, isOwnHost };
}

/** Who performs each type of job: the service that left it; events go to all of them. */
function jobHandlers(ctx: Ctx): Map<string, JobHandler> {
  const handlers = new Map<string, JobHandler>();
  handlers.set('event', async (job: Job) => {
    for (const service of eachService) await service.onEvent?.(job.payload as BusEvent, ctx);
  });
  for (const service of eachService)
    for (const [type, handler] of Object.entries(service.jobs ?? {}))
      handlers.set(type, (job) => handler(job, ctx));
  return handlers;
}

/** Test control: everything is as in a new home. */
async function reset({ parts: { paths, store }, ctx }: Wiring): Promise<void> {
  for (const service of eachService) await service.stop?.(ctx);
  store.clear();
  const { repositories, builds, instances, balancers } = paths;
  for (const dir of [repositories, builds, instances, balancers, join(paths.home, 'blobs')])
    rmSync(dir, { recursive: true, force: true });
  for (const dir of Object.values(paths)) mkdirSync(dir, { recursive: true });
}

/** What is answered besides AWS's operations. */
function sideRoutes(w: Wiring, lookup: CredentialLookup): SideRoute[] {
  const { config, parts, ctx, faults, later, registry } = w;
  const { clock, machines, store } = parts;
  const whoAsks = (request: IncomingMessage, body: Buffer): Identity => {
    const asked = readRequest(request, randomIds.uuid());
    const scope = { service: 'codedeploy', protocol: 'json1.1', region: parts.region } as const;
    return authenticate(asked, scope, lookup, clock, Date.now(), body).identity;
  };
  return [
    healthRoute(config.version, registry, operations),
    gitRoute(lookup, (identity) => makeContext(parts, { identity, requestId: randomIds.uuid() })),
    runtimesRoute((found) => machines.addToolchains(found)),
    roleCredentialsRoute(ctx),
    buildDeskRoute(ctx, (token) => {
      const identity = sandboxIdentity(ctx, token);
      return identity && makeContext(parts, { identity, requestId: randomIds.uuid() });
    }),
    onPremisesRoute(ctx, whoAsks),
    picturesRoute((request) => {
      const identity = whoAsks(request, Buffer.alloc(0));
      return makeContext(parts, { identity, requestId: randomIds.uuid() });
    }),
    snsRoute(ctx),
    stackAnswersRoute(ctx),
    webhooksRoute(ctx),
    controlsRoute(config.testControls, {
      faults,
      clock,
      store,
      reset: () => reset(w),
      kick: () => later.kick(),
    }),
  ];
}

/** The engine's HTTP server, not listening yet. */
function makeServer(w: Wiring): Server {
  const { parts, registry, report } = w;
  const { accountId: id, clock, partition, region, store } = parts;
  const lookup = credentialLookup(w.keys, store, { partition, id });
  const dispatcher: Dispatcher = {
    registry,
    clock,
    lookup,
    region,
    operations,
    report,
    wall: () => Date.now(),
    call: (service, operation, input, caller) =>
      makeContext(parts, caller).asClient(service, operation, input),
  };
  return createWireServer(dispatcher, randomIds, sideRoutes(w, lookup), w.isOwnHost);
}

/** Reading the models takes a second in all: before the first client has to wait for it. */
function warm(registry: Registry, report: Report): void {
  const specs = SERVICES.filter((s) => s.name !== 'ec2');
  Promise.all(specs.map((s) => registry.model(s))).catch((error: unknown) =>
    report(error, 'reading the service models'),
  );
}

/** Builds the engine from its parts and starts it. The only place that constructs. */
export async function startEngine(config: EngineConfig, log: Log): Promise<Engine> {
  const report = reportTo(log);
  const keys = rootKeys(config, log);
  if (config.realUsers) await requireRealUsers();
  const later: Later = { endpoint: '', kick: () => undefined };
  const made = makeParts(config, later, log);
  const { accountId, clock, git, partition, store } = made.parts;
  const arn = `arn:${partition}:iam::${accountId}:root`;
  const self = { arn, userId: accountId, accessKeyId: 'engine' };
  const ctx = makeContext(made.parts, { identity: self, requestId: 'engine' });
  const runner = new JobRunner(store, clock, jobHandlers(ctx), report);
  later.kick = () => runner.kick();

  const registry = new Registry();
  const server = makeServer({ ...made, config, keys, ctx, registry, later, report });
  const port = await listenKept(server, config);
  // Too many open files, for one: the next connection may find room.
  server.on('error', (error) => report(error, 'accepting connections'));
  later.endpoint = `http://127.0.0.1:${port}`;
  for (const service of eachService) await service.recover?.(ctx);
  runner.kick();
  warm(registry, report);
  return {
    endpoint: later.endpoint,
    port,
    credentials: keys,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      git.close();
      for (const service of eachService) await service.stop?.(ctx);
      await runner.stop();
      await closed;
      store.close();
    },
  };
}

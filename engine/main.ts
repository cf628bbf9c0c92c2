import { mkdirSync, rmSync } from 'node:fs';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { ownPorts } from '../common/own-ports';
import { dashboardNames, dashboardName, namesDashboard } from './adapters/dashboard-name';
import { FileBlobs } from './adapters/file-blobs';
import { GitCli } from './adapters/git-cli';
import { HomeClock } from './adapters/home-clock';
import { HomeVault } from './adapters/home-vault';
import { readKept, writeKept } from './adapters/kept-file';
import { LocalMachines } from './adapters/local-machines';
import { LocalSites } from './adapters/local-sites';
import { randomIds } from './adapters/random-ids';
import { missingForRealUsers } from './adapters/sandbox/real-users';
import { SqliteStore } from './adapters/sqlite-store';
import { webPost } from './adapters/web-post';
import { ConfigError, type EngineConfig } from './config';
import { partitionOf } from './core/partition';
import { makeContext, type Parts } from './runtime/context';
import { buildDeskRoute } from './http/build-desk';
import { controlsRoute } from './http/controls';
import { credentialLookup } from './http/credentials';
import { Faults } from './http/faults';
import { gitRoute } from './http/git';
import { healthRoute } from './http/health';
import { checkHome } from './home/check';
import { sealedIn } from './home/sealed';
import type { BusEvent, Ctx, Identity, Operations } from './ports/context';
import type { Job } from './ports/store';
import { roleCredentialsRoute, sandboxIdentity } from './http/role-credentials';
import { JobRunner, type JobHandler } from './runtime/job-runner';
import { runtimesRoute } from './http/runtimes';
import { services } from './services/index';
import { sessionGuard } from './http/session/guard';
import { snsRoute } from './http/sns';
import { webhooksRoute } from './http/webhooks';
import { isLoopbackHost } from './wire/origin';
import { SERVICES } from './wire/services';
import { Registry } from './wire/registry';
import { createWireServer } from './wire/server';

export interface Engine {
  readonly endpoint: string;
  readonly port: number;
  /** An orderly stop: running builds end STOPPED, deployments Failed, applications stop; all of it is kept. */
  stop(): Promise<void>;
}

const NOTHING: Operations = {};

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new ConfigError(
              `Port ${port} is in use. Stop what uses it, or set STARBOARD_ENGINE_PORT to another port (0 = any free one).`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

/** With `STARBOARD_ENGINE_PORT=0` the port chosen once is kept with the home and taken again if it is free. */
async function listenKept(server: Server, config: EngineConfig): Promise<number> {
  const file = join(config.home, 'engine-port');
  if (config.port !== 0) return listen(server, config.port);
  const valid = (text: string): boolean =>
    /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) <= 65_535;
  const text = readKept({
    path: file,
    valid,
    wayBack:
      'Delete it: a free port is taken, and clones and clients that have the old address need the new one.',
  });
  const port = await listen(server, Number(text ?? 0)).catch((error: unknown) => {
    if (error instanceof ConfigError) return listen(server, 0);
    throw error;
  });
  writeKept(file, String(port));
  return port;
}

async function requireRealUsers(): Promise<void> {
  const missing = await missingForRealUsers();
  if (missing !== undefined)
    throw new ConfigError(
      `STARBOARD_REAL_USERS=1 cannot be had here: ${missing}. Start Starboard as root on Linux with bubblewrap, or take the setting away.`,
    );
}

/** Builds the engine from its parts and starts it. The only place that constructs. */
export async function startEngine(
  config: EngineConfig,
  log: (line: string) => void,
): Promise<Engine> {
  const report = (error: unknown, what: string): void =>
    log(
      `error in ${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
  if (config.realUsers) await requireRealUsers();
  checkHome(config.home, log);
  dashboardName(config.home);
  const names = dashboardNames(config.home);
  // A browser that comes by the dashboard's name brings its session: no server but the dashboard answers to it.
  const isOwnHost = (host: string | undefined, port: number): boolean =>
    isLoopbackHost(host, port) && !namesDashboard(host, names);
  const paths = {
    home: config.home,
    repositories: join(config.home, 'repositories'),
    builds: join(config.home, 'builds'),
    instances: join(config.home, 'instances'),
  };
  const clock = new HomeClock(config.home);
  let runner: JobRunner | undefined = undefined;
  const store = new SqliteStore(join(config.home, 'store.db'), () => runner?.kick());
  const vault = new HomeVault(config.home);
  vault.check(() => sealedIn(store), log);
  let endpoint = '';
  const partition = partitionOf(config.region);
  const faults = config.testControls
    ? new Faults(store, clock, `arn:${partition}:iam::${config.accountId}:user/tester`)
    : undefined;
  const operations = (service: string): Operations => services[service]?.operations ?? NOTHING;
  const machines = new LocalMachines(config.programs, config.builds, report);
  const arn: Ctx['arn'] = (service, resource, options = {}) =>
    `arn:${partition}:${service}:${options.region ?? config.region}:${options.account ?? config.accountId}:${resource}`;
  const parts: Parts = {
    authorize: sessionGuard({
      store,
      clock,
      arn,
      accountId: config.accountId,
      region: config.region,
      partition,
    }),
    store,
    clock,
    paths,
    partition,
    operations,
    internal: (service) => services[service]?.internal ?? NOTHING,
    blobs: new FileBlobs(join(config.home, 'blobs')),
    git: new GitCli(() => [...ownPorts(config.home), Number(new URL(endpoint).port)]),
    ids: randomIds,
    machines,
    agentVersion: config.agentVersion,
    realUsers: config.realUsers,
    sites: new LocalSites(isOwnHost, report),
    web: webPost,
    vault,
    accountId: config.accountId,
    region: config.region,
    endpoint: () => endpoint,
    around: faults && ((...call) => faults.around(...call)),
  };
  const self: Identity = {
    arn: `arn:${partition}:iam::${config.accountId}:root`,
    userId: config.accountId,
    accessKeyId: 'engine',
  };
  const ctx = makeContext(parts, self, 'engine');

  const handlers = new Map<string, JobHandler>();
  handlers.set('event', async (job: Job) => {
    for (const service of Object.values(services))
      await service.onEvent?.(job.payload as BusEvent, ctx);
  });
  for (const service of Object.values(services)) {
    for (const [type, handler] of Object.entries(service.jobs ?? {}))
      handlers.set(type, (job) => handler(job, ctx));
  }
  runner = new JobRunner(store, clock, handlers, report);

  const registry = new Registry();
  const lookup = credentialLookup(config, store, partition);
  const dispatcher = {
    registry,
    clock,
    lookup,
    region: config.region,
    operations,
    report,
    wall: () => Date.now(),
    call: (
      service: string,
      operation: string,
      input: object,
      identity: Identity,
      requestId: string,
    ) => makeContext(parts, identity, requestId).asClient(service, operation, input),
  };
  const server = createWireServer(
    dispatcher,
    randomIds,
    [
      healthRoute(config.version, registry, operations),
      gitRoute(lookup, (identity) => makeContext(parts, identity, randomIds.uuid())),
      runtimesRoute((found) => machines.addToolchains(found)),
      roleCredentialsRoute(ctx),
      buildDeskRoute(ctx, (token) => {
        const who = sandboxIdentity(ctx, token);
        return who && makeContext(parts, who, randomIds.uuid());
      }),
      snsRoute(ctx),
      webhooksRoute(ctx),
      controlsRoute(config.testControls, {
        faults,
        clock,
        store,
        reset: async () => {
          for (const service of Object.values(services)) await service.stop?.(ctx);
          store.clear();
          for (const dir of [
            paths.repositories,
            paths.builds,
            paths.instances,
            join(config.home, 'blobs'),
          ])
            rmSync(dir, { recursive: true, force: true });
          for (const dir of Object.values(paths)) mkdirSync(dir, { recursive: true });
        },
        kick: () => runner?.kick(),
      }),
    ],
    isOwnHost,
  );
  const port = await listenKept(server, config);
  // Too many open files, for one: the next connection may find room.
  server.on('error', (error) => report(error, 'accepting connections'));
  endpoint = `http://127.0.0.1:${port}`;
  for (const service of Object.values(services)) await service.recover?.(ctx);
  runner.kick();
  // Reading the models takes a second in all; do it before the first client has to wait for it.
  void Promise.all(SERVICES.filter((s) => s.name !== 'ec2').map((s) => registry.model(s))).catch(
    (e: unknown) => report(e, 'reading the service models'),
  );
  return {
    endpoint,
    port,
    async stop() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      parts.git.close();
      for (const service of Object.values(services)) await service.stop?.(ctx);
      await runner.stop();
      await closed;
      store.close();
    },
  };
}

import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { asksForContainer } from '../../engine/adapters/sandbox/container-engine';
import { BuildspecError } from '../../engine/core/build/buildspec/reader';
import { parseBuildspec } from '../../engine/core/build/buildspec/parse';
import type { Buildspec } from '../../engine/core/build/buildspec/types';
import { namedOnCommandLine } from '../../engine/core/build/build-paths';
import { COMMAND_PHASES } from '../../engine/core/build/phases';
import { runBatch } from './build-batch';
import { exitCodeOf, outcomeLines, writeReports } from './build-outcome';
import { runOne, type Ask } from './build-run';
import { watchAndRepeat } from './build-watch';
import { variablesOf } from './variables';

const HELP = `starboard build [DIR] [options]

Runs DIR's buildspec.yml as CodeBuild would: the same runner as in the engine, in the best sandbox there is, on a copy of
DIR. Needs no engine. The exit code is that of the command that failed; Ctrl-C stops everything it started.

  -b, --buildspec FILE   another buildspec: below DIR, below the folder you are in, or an absolute path
  -e, --env NAME=VALUE   a variable; NAME alone passes on your own; a file of NAME=VALUE lines with @FILE. Given values
                         win over the buildspec's, those of env.parameter-store and env.secrets-manager too
  --phase NAME           run the commands of this phase alone (install, pre_build, build, post_build; repeatable)
  --artifacts DIR        unpack the artifacts there; without it they are made, as on AWS, and not kept
  --reports DIR          write the test and coverage reports there, as JSON
  --image IMAGE          run in a container of IMAGE, by docker or podman (else this machine's own tools run the commands)
  --batch                run all builds of the buildspec's batch, in the order of their dependencies
  --strict-runtimes      a runtime version that is not installed is an error, as on AWS
  --watch                run again whenever a file of DIR changes
  --json                 the log on stderr, and one JSON object about the build on stdout
`;

const OPTIONS = {
  buildspec: { type: 'string', short: 'b' },
  env: { type: 'string', short: 'e', multiple: true },
  phase: { type: 'string', multiple: true },
  artifacts: { type: 'string' },
  reports: { type: 'string' },
  image: { type: 'string' },
  batch: { type: 'boolean' },
  'strict-runtimes': { type: 'boolean' },
  watch: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

function read(folder: string, path: string): { text: string; spec: Buildspec | undefined } {
  const places = namedOnCommandLine(path, folder, process.cwd());
  const file = places.find((p) => existsSync(p) && statSync(p).isFile());
  if (file === undefined)
    throw new Error(
      `There is no ${path} in ${folder}. Choose another file with -b, or another folder.`,
    );
  const text = readFileSync(file, 'utf8');
  try {
    return { text, spec: parseBuildspec(text) };
  } catch (error) {
    // The build itself says what is wrong, in AWS's words and phase.
    if (error instanceof BuildspecError) return { text, spec: undefined };
    throw error;
  }
}

export async function build(args: string[]): Promise<void> {
  const { values, positionals } = parseArgs({ args, options: OPTIONS, allowPositionals: true });
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  if (positionals.length > 1) throw new Error('Give one folder only: starboard build [DIR].');
  const folder = resolve(positionals[0] ?? '.');
  if (!existsSync(folder) || !statSync(folder).isDirectory())
    throw new Error(`${folder} is not a folder.`);
  const wrong = values.phase?.find((p) => !COMMAND_PHASES.some((c) => c === p));
  if (wrong) throw new Error(`There is no phase ${wrong}. Use ${COMMAND_PHASES.join(', ')}.`);
  const path = values.buildspec ?? 'buildspec.yml';
  const variables = variablesOf(values.env ?? []);
  const once = async (): Promise<number> => {
    const { text, spec } = read(folder, path);
    if (values.batch && spec && !spec.batch) throw new Error(`${path} has no batch.`);
    const ask: Ask = {
      folder,
      home: resolve(
        process.env['STARBOARD_HOME'] || join(process.env['STARBOARD_ROOT'] ?? '.', '.starboard'),
      ),
      project: basename(folder).replace(/[^A-Za-z0-9_-]/g, '-') || 'build',
      variables,
      only: values.phase,
      strictRuntimes: values['strict-runtimes'],
      json: values.json === true,
      artifactsInto: values.artifacts && resolve(values.artifacts),
      image: values.image,
      sandbox:
        values.image === undefined || asksForContainer(process.env['STARBOARD_SANDBOX'])
          ? undefined
          : 'container',
      buildspec: { inline: text },
      artifacts:
        spec && (values.artifacts || !values.phase)
          ? [...(spec.artifacts?.files.length ? [''] : []), ...Object.keys(spec.secondaryArtifacts)]
          : [],
    };
    if (values.batch && spec?.batch) return runBatch(spec.batch, ask, values.reports);
    const result = await runOne(ask);
    writeReports(values.reports, result);
    process[values.json ? 'stderr' : 'stdout'].write(outcomeLines(result, ask));
    if (values.json) {
      const { buildStatus, phases, exported = [], artifacts = [] } = result.state;
      const about = {
        status: buildStatus,
        sandbox: result.sandbox,
        phases,
        exportedVariables: exported,
        artifacts,
        reports: result.reports,
      };
      process.stdout.write(`${JSON.stringify(about, null, 2)}\n`);
    }
    return exitCodeOf(result.state);
  };
  if (values.watch) await watchAndRepeat(folder, once);
  else process.exitCode = await once();
}

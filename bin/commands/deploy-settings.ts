import { existsSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';

/** What AWS's agent is told in its file and a local deployment has nothing of. */
const OF_THE_AGENT = [
  'log_aws_wire',
  'log_dir',
  'pid_dir',
  'program_name',
  'verbose',
  'wait_between_runs',
  'wait_after_error',
  'wait_between_spawning_children',
  'http_read_timeout',
  'proxy_uri',
  'kill_agent_max_wait_time_seconds',
  'on_premises_config_file',
  'children',
  'region',
];

/** Reads an agent's configuration file (`:max_revisions: 2`); a setting that would have no effect is refused by name. */
export function agentSettings(file: string | undefined): { maxRevisions?: number } {
  if (file === undefined) return {};
  if (!existsSync(file))
    throw new Error(`configuration file ${file} does not exist or is not readable`);
  const document = parseDocument(readFileSync(file, 'utf8'));
  if (document.errors[0])
    throw new Error(`configuration file ${file}: ${document.errors[0].message}`);
  const value: unknown = document.toJS({ maxAliasCount: 0 });
  const settings = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  let maxRevisions: number | undefined;
  for (const [key, given] of settings) {
    const name = key.replace(/^:|:$/g, '');
    if (name === 'max_revisions') {
      if (!Number.isInteger(given) || (given as number) < 1)
        throw new Error(`configuration file ${file}: max_revisions must be a number from 1 on`);
      maxRevisions = given as number;
    } else if (!OF_THE_AGENT.includes(name))
      throw new Error(
        `configuration file ${file}: starboard deploy does not serve ${name}. It serves max_revisions.`,
      );
  }
  return maxRevisions === undefined ? {} : { maxRevisions };
}

import { resolve } from 'node:path';
import { keptCredentials } from '../engine/home/root-keys';
import { readRunFile, type RunFile } from './run-file';

export function homeDir(): string {
  return resolve(process.env['STARBOARD_HOME'] || '.starboard');
}

export interface RunningEngine {
  readonly home: string;
  readonly run: RunFile;
  readonly endpoint: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly region: string;
}

/** The engine of this home, or the one line that says how to start it. */
export function runningEngine(): RunningEngine {
  const home = homeDir();
  const run = readRunFile(home);
  if (!run?.engine) throw new Error(`No engine is running on ${home}: start it with npm start.`);
  const keys = keptCredentials(home);
  if (!keys)
    throw new Error(
      `${home}/credentials.json is missing: stop the engine and run npm start, which creates new root keys.`,
    );
  const { accessKeyId, secretAccessKey } = keys;
  return {
    home,
    run,
    endpoint: run.engine,
    accessKeyId,
    secretAccessKey,
    region: process.env['AWS_REGION'] || 'us-east-1',
  };
}

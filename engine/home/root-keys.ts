import { join } from 'node:path';
import { isJson, look, readKept, writeKept } from '../adapters/kept-file';
import { randomIds } from '../adapters/random-ids';
import { refuseNewerStore } from '../adapters/sqlite-migrations';
import type { EngineConfig } from '../config';
import { ALNUM, UPPER_ALNUM } from '../core/alphabets';

/** The keys of the local root user. */
export interface RootKeys {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

const isRootKeys = isJson<RootKeys>(({ accessKeyId, secretAccessKey }) =>
  [accessKeyId, secretAccessKey].every((part) => typeof part === 'string' && part !== ''),
);

/** The local root credentials of a home; undefined where it has none yet, refused where they are damaged. */
export function keptCredentials(home: string, log?: (line: string) => void): RootKeys | undefined {
  const text = readKept({
    path: join(home, 'credentials.json'),
    valid: isRootKeys,
    repaired: log,
    wayBack:
      'Restore it from a backup, or delete it: new root keys are made at the next start, and clients that have the old ones need them.',
  });
  return text === undefined ? undefined : (JSON.parse(text) as RootKeys);
}

/** The local root credentials: from the settings, else made at the first start and kept in the home. */
export function rootKeys(
  { home, accessKeyId, secretAccessKey }: EngineConfig,
  log: (line: string) => void,
): RootKeys {
  refuseNewerStore(join(home, 'store.db'));
  const kept = keptCredentials(home, log);
  if (!kept && look(join(home, 'store.db')))
    log(
      'credentials.json was missing: new root keys were made, the old ones are not valid any more',
    );
  const wanted = {
    accessKeyId: accessKeyId ?? kept?.accessKeyId ?? `AKIA${randomIds.random(16, UPPER_ALNUM)}`,
    secretAccessKey: secretAccessKey ?? kept?.secretAccessKey ?? randomIds.random(40, ALNUM),
  };
  if (kept?.accessKeyId !== wanted.accessKeyId || kept.secretAccessKey !== wanted.secretAccessKey)
    writeKept(join(home, 'credentials.json'), JSON.stringify(wanted));
  return wanted;
}

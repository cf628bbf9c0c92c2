import 'server-only';
import type { RevisionLocation } from '@aws-sdk/client-codedeploy';
import { AppspecError, parseAppspec } from '@/common/appspec';
import { READINGS, type AppspecReading } from '@/common/appspec-reading';
import {
  bundleFindings,
  bundleRoot,
  checkedWords,
  type BundleFile,
  type Preflight,
} from '@/lib/domain/deployments/preflight';
import type { Connection } from '../aws/connection';
import { DeadlineError, within } from '../aws/deadline';
import { AppError, toAppError } from '../aws/errors';
import { archiveFiles, ArtifactGone, type ArtifactLocation } from '../diff/artifact-tree';
import type { ZipEntry } from '../diff/zip';

const APPSPEC = 'appspec.yml';
/** A larger script is looked for, and not read. */
const MAX_SCRIPT_BYTES = 1024 * 1024;
const MAX_APPSPEC_BYTES = 256 * 1024;

type Entries = ReadonlyMap<string, ZipEntry>;

const failed = (text: string): Preflight => ({
  findings: [{ level: 'error', text }],
  checked: APPSPEC,
});

/** What AWS's instances have and local ones have not is no mistake there. */
const readingFor = ({ isThisMachine }: Connection): AppspecReading => ({
  ...READINGS['1.8'],
  hasAcls: !isThisMachine,
});

const plain = (path: string): string => path.replace(/^(?:\.?\/)+/, '');

/** Every file by name; of the scripts what is in them too. */
async function bundleOf(
  entries: Entries,
  scripts: ReadonlySet<string>,
): Promise<Map<string, BundleFile>> {
  const files = new Map<string, BundleFile>();
  for (const [path, entry] of entries) {
    const isRead = scripts.has(path) && entry.size <= MAX_SCRIPT_BYTES;
    files.set(path, {
      mode: entry.mode,
      text: isRead ? (await entry.read()).toString('utf8') : undefined,
    });
  }
  return files;
}

async function checked(entries: Entries, reading: AppspecReading): Promise<Preflight> {
  const appspec = entries.get(APPSPEC);
  if (!appspec)
    return failed(
      entries.has('appspec.yaml')
        ? 'The bundle has an `appspec.yaml`; agent 1.8 reads `appspec.yml` alone.'
        : 'The bundle has no `appspec.yml` at its top.',
    );
  if (appspec.size > MAX_APPSPEC_BYTES)
    return {
      findings: [],
      checked: '',
      unread: `appspec.yml has ${Math.round(appspec.size / 1024)} KB, which is too large to check here.`,
    };
  try {
    const spec = parseAppspec((await appspec.read()).toString('utf8'), reading);
    const scripts = new Set(
      Object.values(spec.hooks).flatMap((hooks) => hooks.map((h) => plain(h.location))),
    );
    const bundle = await bundleOf(entries, scripts);
    return { findings: bundleFindings(spec, bundle), checked: checkedWords(spec, bundle) };
  } catch (error) {
    if (!(error instanceof AppspecError)) throw error;
    const text = error.message.replace(/^The deployment failed because /, '');
    return failed(`CodeDeploy would refuse appspec.yml: ${text}`);
  }
}

/** A dialog does not wait longer for a large bundle; what was read by then is known when it is opened again. */
const LOOK_MS = 4000;
const LARGE = 'It is large and still being read. Open this dialog again to see what was found.';

const look = async (connection: Connection, at: ArtifactLocation): Promise<Preflight> =>
  checked(bundleRoot(await archiveFiles(connection, at)), readingFor(connection));

/** Looks into the bundle that would be deployed, without unpacking it; undefined for what has no AppSpec file in an archive. */
export async function preflight(
  connection: Connection,
  location: RevisionLocation | undefined,
): Promise<Preflight | undefined> {
  const { bucket, key, bundleType } = location?.s3Location ?? {};
  if (!bucket || !key) return undefined;
  if (bundleType !== undefined && bundleType !== 'zip')
    return { findings: [], checked: '', unread: `Bundles of type ${bundleType} are not checked.` };
  try {
    return await within(look(connection, { bucket, key }), LOOK_MS);
  } catch (error) {
    if (error instanceof DeadlineError) return { findings: [], checked: '', unread: LARGE };
    if (error instanceof ArtifactGone)
      return failed('The bundle is no longer in S3: a lifecycle rule or a person deleted it.');
    if (error instanceof AppError && error.kind === 'invalid')
      return { findings: [], checked: '', unread: error.message };
    const { kind, message } = toAppError(error);
    if (kind === 'credentials') throw error;
    return { findings: [], checked: '', unread: message };
  }
}

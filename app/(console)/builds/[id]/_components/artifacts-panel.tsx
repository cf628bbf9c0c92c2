'use client';
import { useAwsPlace } from '@/lib/client/aws-place';
import { downloadLine } from '@/lib/domain/account/aws-cli';
import type { ArtifactView, BuildDetail } from '@/lib/domain/builds/build-detail';
import { bytes } from '@/lib/domain/bytes';
import { routes } from '@/lib/routes';
import { Copy } from '@/components/ui/copy';
import { Icon } from '@/components/ui/icon';
import { Panel } from '@/components/ui/panel';

const FEW = 20;

function Download({ href, name }: { href: string; name: string }) {
  return (
    <a className="icon-btn" href={href} download aria-label={`Download ${name}`} title="Download">
      <Icon name="download" small />
    </a>
  );
}

/** The files of an artifact that is not packed, each by itself. */
function Files({ id, artifact: a }: { id: string; artifact: ArtifactView }) {
  const { files = [] } = a;
  return (
    <details>
      <summary className="text-xs">
        {files.length} {files.length === 1 ? 'file' : 'files'}
      </summary>
      <ul className="artifact-files">
        {files.slice(0, FEW).map((f) => (
          <li key={f.path}>
            <code className="truncate flex-1" title={f.path}>
              {f.path}
            </code>
            <span className="text-xs text-faint">{bytes(f.size)}</span>
            <Download href={routes.api.buildArtifact(id, a.name, f.path)} name={f.path} />
          </li>
        ))}
        {files.length > FEW && (
          <li className="text-xs text-faint">{files.length - FEW} more in S3</li>
        )}
      </ul>
    </details>
  );
}

function Artifact({ id, artifact: a }: { id: string; artifact: ArtifactView }) {
  const place = useAwsPlace();
  return (
    <li className="artifact">
      <span className="artifact-row">
        <Icon name="file" small />
        <span className="truncate flex-1" title={a.location}>
          {a.name}
        </span>
        {a.why !== undefined && <span className="text-xs text-faint">{a.why}</span>}
        {a.size !== undefined && <span className="text-xs text-faint">{bytes(a.size)}</span>}
        {a.why === undefined && a.files === undefined && (
          <>
            {place && (
              <Copy
                text={downloadLine(a.location, place.cli)}
                label={`Copy the command to download ${a.name}`}
              />
            )}
            <Download href={routes.api.buildArtifact(id, a.name)} name={a.name} />
          </>
        )}
      </span>
      {a.files && <Files id={id} artifact={a} />}
      {a.sha256 !== undefined && (
        <span className="artifact-sum">
          <code className="truncate" title={`SHA-256 ${a.sha256}`}>
            {a.sha256}
          </code>
          <Copy text={a.sha256} label={`Copy the SHA-256 of ${a.name}`} />
        </span>
      )}
    </li>
  );
}

/** What the build has made, each with its size, to take away. */
export function ArtifactsPanel({ id, detail: d }: { id: string; detail: BuildDetail }) {
  return (
    <Panel title="Artifacts">
      <ul className="grid gap-2">
        {d.artifacts.map((a) => (
          <Artifact key={a.location} id={id} artifact={a} />
        ))}
      </ul>
    </Panel>
  );
}

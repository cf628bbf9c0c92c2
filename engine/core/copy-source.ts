/** What a copy reads, as `x-amz-copy-source` names it. */
export interface CopySource {
  readonly bucket: string;
  readonly key: string;
  readonly versionId: string | undefined;
}

const VERSION = '?versionId=';

/** `[/]BUCKET/KEY[?versionId=ID]`, each part URL-encoded (S3, CopyObject). Throws a URIError. */
export function parseCopySource(source: string): CopySource {
  const [path = '', versionId] = source.replace(/^\//, '').split(VERSION);
  const slash = path.indexOf('/');
  return {
    bucket: decodeURIComponent(path.slice(0, slash)),
    key: decodeURIComponent(path.slice(slash + 1)),
    versionId: versionId ? decodeURIComponent(versionId) : undefined,
  };
}

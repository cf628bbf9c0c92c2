export interface SecretParts {
  readonly secretId: string;
  readonly jsonKey: string | undefined;
  readonly versionStage: string | undefined;
  readonly versionId: string | undefined;
}

const given = (text: string | undefined): string | undefined =>
  text === undefined || text === '' ? undefined : text;

/** `secret-id:json-key:version-stage:version-id`; the id may itself be an ARN, which has six colons of its own (AWS-SEMANTICS 1.4). */
export function parseSecretReference(text: string): SecretParts {
  const parts = text.split(':');
  const own = text.startsWith('arn:') ? 7 : 1;
  const [jsonKey, versionStage, versionId] = parts.slice(own);
  return {
    secretId: parts.slice(0, own).join(':'),
    jsonKey: given(jsonKey),
    versionStage: given(versionStage),
    versionId: given(versionId),
  };
}

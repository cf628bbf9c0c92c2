import { SEALED } from '../adapters/home-vault';
import type { Kind, Store } from '../ports/store';
import { credentials } from '../services/codebuild/source-credentials';
import { secrets } from '../services/secretsmanager/store';
import { signingKeys } from '../services/sns/signing';
import { parameters } from '../services/ssm/store';

/** What keeps something that the vault has sealed. */
const KEEPERS: readonly Kind<unknown>[] = [secrets, parameters, credentials, signingKeys];

function sealedPiece(value: unknown): string | undefined {
  if (typeof value === 'string') return value.startsWith(SEALED) ? value : undefined;
  if (typeof value !== 'object' || value === null) return undefined;
  for (const part of Object.values(value)) {
    const found = sealedPiece(part);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Some text that is sealed in a store, if there is any. */
export function sealedIn(store: Store): string | undefined {
  for (const kind of KEEPERS) {
    const found = sealedPiece(store.list(kind));
    if (found !== undefined) return found;
  }
  return undefined;
}

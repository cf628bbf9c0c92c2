import type { EvidenceKind } from './evidence';

/** As much of a file shows what it would have been. */
const MAX_BEGINNING = 4096;

/** By what a file that cannot be parsed is recognised: all of these are in its beginning, and none of those. */
const BEGINNINGS: readonly {
  readonly kind: EvidenceKind;
  readonly has: readonly RegExp[];
  readonly hasNot?: RegExp;
}[] = [
  {
    kind: 'terraform-plan',
    has: [/"format_version"\s*:\s*"[\d.]+"/, /"terraform_version"\s*:/],
    // A state, and a list of providers' schemas.
    hasNot: /"values"\s*:\s*\{\s*"(?:root_module|outputs)"|"provider_schemas"/,
  },
  { kind: 'change-set', has: [/"ChangeSet(?:Name|Id)"\s*:/, /"Stack(?:Name|Id)"\s*:/] },
  { kind: 'change-set', has: [/"Changes"\s*:\s*\[/, /"ResourceChange"\s*:/] },
  { kind: 'scan', has: [/"version"\s*:\s*"2\.1\.0"/, /"runs"\s*:|sarif/] },
  { kind: 'sbom', has: [/"bomFormat"\s*:\s*"CycloneDX"/] },
  { kind: 'sbom', has: [/"spdxVersion"\s*:\s*"SPDX-/] },
  { kind: 'test-report', has: [/"reportFormat"\s*:\s*"CTRF"/] },
];

/** What a JSON file would be, as far as its beginning shows. */
export function beginningOf(text: string): EvidenceKind | undefined {
  const first = text.slice(0, MAX_BEGINNING);
  if (!/^\uFEFF?\s*[{[]/.test(first)) return undefined;
  return BEGINNINGS.find(
    ({ has, hasNot }) => has.every((r) => r.test(first)) && !hasNot?.test(first),
  )?.kind;
}

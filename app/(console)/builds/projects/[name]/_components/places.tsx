'use client';
import { CACHE_KINDS, LOCAL_CACHES, type ProjectSettings } from '@/lib/domain/builds/build-project';
import { Checkbox } from '@/components/ui/checkbox';

interface Props {
  readonly settings: ProjectSettings;
  readonly set: (change: Partial<ProjectSettings>) => void;
}

/** What builds keep between them, the network they run in, and the key of what they make. */
export function Places({ settings: s, set }: Props) {
  const { cache, vpc } = s;
  const text = (
    label: string,
    value: string,
    onChange: (value: string) => void,
    hint?: string,
  ): React.ReactNode => (
    <label className="field">
      <span className="field-label">{label}</span>
      <input
        className="input mono"
        value={value}
        onChange={(e) => onChange(e.target.value.trim())}
        spellCheck={false}
      />
      {hint && <span className="text-xs text-muted">{hint}</span>}
    </label>
  );
  return (
    <>
      <div className="form-pair">
        <label className="field">
          <span className="field-label">Cache</span>
          <select
            className="input"
            value={cache.kind}
            onChange={(e) =>
              set({ cache: { ...cache, kind: e.target.value as typeof cache.kind } })
            }
          >
            {CACHE_KINDS.map(([kind, word]) => (
              <option key={kind} value={kind}>
                {word}
              </option>
            ))}
          </select>
          <span className="text-xs text-muted">
            The folders are the buildspec&apos;s cache paths.
          </span>
        </label>
        {cache.kind === 'S3' &&
          text(
            'Cache location',
            cache.location,
            (location) => set({ cache: { ...cache, location } }),
            'bucket/prefix',
          )}
        {cache.kind === 'LOCAL' && (
          <fieldset className="grid gap-2 content-start">
            <legend className="field-label">On the build machine</legend>
            {LOCAL_CACHES.map(([mode, word]) => (
              <Checkbox
                key={mode}
                checked={cache.modes.includes(mode)}
                onChange={(on) =>
                  set({
                    cache: {
                      ...cache,
                      modes: LOCAL_CACHES.map(([m]) => m).filter((m) =>
                        m === mode ? on : cache.modes.includes(m),
                      ),
                    },
                  })
                }
              >
                {word}
              </Checkbox>
            ))}
          </fieldset>
        )}
      </div>
      <div className="form-three">
        {text(
          'VPC',
          vpc.id,
          (id) => set({ vpc: { ...vpc, id } }),
          'Empty: none. Builds in a VPC need a NAT gateway to reach the internet.',
        )}
        {text(
          'Subnets',
          vpc.subnets,
          (subnets) => set({ vpc: { ...vpc, subnets } }),
          'subnet-…, comma separated',
        )}
        {text(
          'Security groups',
          vpc.groups,
          (groups) => set({ vpc: { ...vpc, groups } }),
          'sg-…, comma separated',
        )}
      </div>
      {text(
        'KMS key of artifacts',
        s.kmsKey,
        (kmsKey) => set({ kmsKey }),
        'An ARN or alias/NAME. Empty: the AWS managed key for S3.',
      )}
    </>
  );
}

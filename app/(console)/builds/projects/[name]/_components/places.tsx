'use client';
import { CACHE_KINDS, LOCAL_CACHES, type ProjectSettings } from '@/lib/domain/builds/build-project';
import { Checkbox } from '@/components/ui/checkbox';
import { Field, FieldGroup, Input, Select } from '@/components/ui/field';

interface Props {
  readonly settings: ProjectSettings;
  readonly set: (change: Partial<ProjectSettings>) => void;
}

interface TextProps {
  readonly name: string;
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A field without spaces at its ends. */
function TextField({ name, label, hint, value, onChange }: TextProps) {
  return (
    <Field name={name} label={label} hint={hint}>
      <Input
        className="mono"
        value={value}
        onChange={(text) => onChange(text.trim())}
        spellCheck={false}
      />
    </Field>
  );
}

/** What builds keep between them, the network they run in, and the key of what they make. */
export function Places({ settings: s, set }: Props) {
  const { cache, vpc } = s;
  return (
    <>
      <div className="form-pair">
        <Field
          name="cache.kind"
          label="Cache"
          hint="Keeps the buildspec's cache paths from one build to the next."
        >
          <Select
            value={cache.kind}
            onChange={(kind) => set({ cache: { ...cache, kind: kind as typeof cache.kind } })}
          >
            {CACHE_KINDS.map(([kind, word]) => (
              <option key={kind} value={kind}>
                {word}
              </option>
            ))}
          </Select>
        </Field>
        {cache.kind === 'S3' && (
          <TextField
            name="cache.location"
            label="Cache location"
            hint="bucket/prefix"
            value={cache.location}
            onChange={(location) => set({ cache: { ...cache, location } })}
          />
        )}
        {cache.kind === 'LOCAL' && (
          <FieldGroup
            name="cache.modes"
            label="On the build machine"
            className="grid gap-2 content-start"
          >
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
          </FieldGroup>
        )}
      </div>
      <div className="form-three">
        <TextField
          name="vpc.id"
          label="VPC"
          hint="The network builds run in. Empty: none."
          value={vpc.id}
          onChange={(id) => set({ vpc: { ...vpc, id } })}
        />
        <TextField
          name="vpc.subnets"
          label="Subnets"
          hint="Private subnets with a NAT gateway: subnet-…, comma separated."
          value={vpc.subnets}
          onChange={(subnets) => set({ vpc: { ...vpc, subnets } })}
        />
        <TextField
          name="vpc.groups"
          label="Security groups"
          hint="What builds may connect to: sg-…, comma separated."
          value={vpc.groups}
          onChange={(groups) => set({ vpc: { ...vpc, groups } })}
        />
      </div>
      <TextField
        name="kmsKey"
        label="Encryption key"
        hint="The KMS key that encrypts artifacts: an ARN or alias/NAME. Empty: the AWS managed key for S3."
        value={s.kmsKey}
        onChange={(kmsKey) => set({ kmsKey })}
      />
    </>
  );
}

import 'server-only';
import { z } from 'zod';
import { RUNTIME_IDS } from '@/templates/targets/runtimes';

export const TYPES = ['web application', 'web service', 'static site', 'scheduled job'] as const;

const line = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[^\r\n]*$/, 'must be one line');
const runtimeId = z.enum(RUNTIME_IDS as [string, ...string[]]);

/** What a template says of itself; the JSON schema beside the templates is made from this. */
export const manifestSchema = z
  .strictObject({
    $schema: z.string().optional().describe('The JSON schema, for editors'),
    id: z
      .string()
      .regex(
        /^[a-z][a-z0-9-]{1,39}$/,
        'must be 2 to 40 lower-case letters, digits and dashes, a letter first',
      )
      .describe('Its name in addresses and on the command line; unique among templates'),
    name: line(60).describe('The text on its card'),
    language: line(20).describe(
      'Node.js, TypeScript, Python, Java, Go, HTML5, PHP, Ruby, C#, Rust, …',
    ),
    framework: line(40),
    type: z.enum(TYPES),
    targets: z
      .array(z.enum(['server', 'servers', 'servers-blue-green', 'static']))
      .min(1)
      .describe('Where it can run; the first is the default'),
    runtime: runtimeId
      .optional()
      .describe('What an instance needs to run it; required for every target but static'),
    needs: z
      .partialRecord(runtimeId, z.string().regex(/^\d+(\.\d+)*$/))
      .describe('What a build needs, with the minimum version'),
    downloads: line(80)
      .optional()
      .describe('Where a build downloads dependencies from, if it does'),
    description: line(200),
    change: line(200).describe('The first change to make, in one sentence'),
  })
  .refine((m) => m.targets.every((t) => t === 'static') || m.runtime !== undefined, {
    message: 'runtime is required for every target but static',
    path: ['runtime'],
  });

/** A template's manifest; `targets[0]` is the default. */
export type TemplateManifest = z.infer<typeof manifestSchema>;

export class ManifestError extends Error {
  override name = 'ManifestError';
}

/** What is wrong, shortest first: what is missing, what is unknown, what does not fit. */
function sentences(issues: readonly z.core.$ZodIssue[], raw: unknown): string[] {
  const there = (path: readonly PropertyKey[]): boolean =>
    path.reduce<unknown>(
      (v, key) =>
        typeof v === 'object' && v !== null ? (v as Record<PropertyKey, unknown>)[key] : undefined,
      raw,
    ) !== undefined;
  const missing = issues
    .filter((i) => i.path.length > 0 && !there(i.path))
    .map((i) => i.path.join('.'));
  const unknown = issues.flatMap((i) => (i.code === 'unrecognized_keys' ? i.keys : []));
  const rest = issues
    .filter((i) => i.code !== 'unrecognized_keys' && (i.path.length === 0 || there(i.path)))
    .map((i) => `${i.path.join('.') || 'the whole'}: ${i.message}`);
  return [
    ...(missing.length ? [`it lacks ${missing.join(', ')}`] : []),
    ...(unknown.length ? [`it has unknown keys: ${unknown.join(', ')}`] : []),
    ...rest,
  ];
}

/** Reads a manifest, or says in one line what is wrong with it. */
export function readManifest(text: string): TemplateManifest {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw new ManifestError(`manifest.json is not JSON: ${(cause as Error).message}`, { cause });
  }
  const parsed = manifestSchema.safeParse(raw);
  if (!parsed.success)
    throw new ManifestError(`manifest.json: ${sentences(parsed.error.issues, raw).join('; ')}`);
  return parsed.data;
}

/** The JSON schema of a manifest, for editors and other tools. */
export const manifestJsonSchema = (): string =>
  `${JSON.stringify({ title: 'Starboard project template', ...z.toJSONSchema(manifestSchema) }, null, 2)}\n`;

import 'server-only';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { fileText, plannedFiles, sourceFiles } from './files';
import { readManifest, type TemplateManifest } from './manifest';

export interface Checked {
  readonly findings: readonly string[];
  readonly summary: string;
}

const message = (error: unknown): string =>
  error instanceof Error ? error.message : String(error);

interface Spec {
  readonly phases?: unknown;
  readonly artifacts?: unknown;
  readonly hooks?: Readonly<Record<string, readonly { location?: string }[] | null>>;
}

/** A YAML file as a map, or why it is none. */
function yaml(name: string, text: string, findings: string[]): Spec {
  try {
    const value = parse(text) as unknown;
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Spec;
    findings.push(`${name} is empty or not a map.`);
  } catch (error) {
    findings.push(`${name} is not YAML: ${message(error).split('\n')[0] ?? ''}`);
  }
  return {};
}

/** What a target cannot do without. */
async function checkTarget(
  manifest: TemplateManifest,
  source: string,
  paths: ReadonlySet<string>,
  findings: string[],
): Promise<void> {
  if (!paths.has('buildspec.yml'))
    findings.push('buildspec.yml is missing, so CodeBuild has nothing to run.');
  else {
    const spec = yaml('buildspec.yml', await fileText(source, 'buildspec.yml'), findings);
    if (!spec.phases) findings.push('buildspec.yml has no phases.');
    if (!spec.artifacts)
      findings.push('buildspec.yml has no artifacts, so there would be nothing to deploy.');
  }
  if (manifest.targets.every((t) => t === 'static')) return;
  if (!paths.has('appspec.yml'))
    findings.push('appspec.yml is missing: targets of instances deploy by CodeDeploy.');
  else {
    const hooks = yaml('appspec.yml', await fileText(source, 'appspec.yml'), findings).hooks ?? {};
    for (const [hook, scripts] of Object.entries(hooks))
      for (const s of scripts ?? [])
        if (!s.location || !paths.has(s.location))
          findings.push(
            `appspec.yml: ${hook} names ${s.location ?? 'nothing'}, which is not among the files.`,
          );
    if (!hooks['ValidateService'])
      findings.push(
        'appspec.yml has no ValidateService, so no check would prove that a release works.',
      );
  }
}

/** Checks a template folder without running anything of it. */
export async function checkTemplate(dir: string): Promise<Checked> {
  const findings: string[] = [];
  let manifest: TemplateManifest;
  try {
    manifest = readManifest(await readFile(join(dir, 'manifest.json'), 'utf8'));
  } catch (error) {
    return {
      findings: [
        (error as NodeJS.ErrnoException).code === 'ENOENT'
          ? `${join(dir, 'manifest.json')} does not exist.`
          : message(error),
      ],
      summary: '',
    };
  }
  const source = join(dir, 'source');
  if (!existsSync(source))
    return {
      findings: [`${source} does not exist. Put the files of the first commit there.`],
      summary: '',
    };
  try {
    const paths = new Set((await sourceFiles(source)).map((f) => f.path));
    await checkTarget(manifest, source, paths, findings);
    if (!paths.has('README.md')) findings.push('README.md is missing. People see it first.');
    if (manifest.type !== 'scheduled job' && manifest.type !== 'web service') {
      const texts = await Promise.all(
        (await plannedFiles(source))
          .filter((f) => f.lines !== undefined && !/(^|\/)(tests?|__tests__)\/|\.md$/.test(f.path))
          .map((f) => fileText(source, f.path)),
      );
      if (!texts.some((t) => t.includes('<h1')))
        findings.push('No file contains an <h1>, so the page would have no heading to change.');
    }
    return {
      findings,
      summary: `${manifest.id}: ${paths.size} files, targets ${manifest.targets.join(', ')}: nothing to fix`,
    };
  } catch (error) {
    return { findings: [...findings, message(error)], summary: '' };
  }
}

import type { EvidenceProblem, Finding, SbomComponent, SbomSummary, Severity } from './evidence';
import { entryOf, textOf, treeOf, treesOf, type Tree } from './json-values';
import { plainName } from './plain-text';
import { bySeverity, countSeverities, findingText, MAX_FINDINGS } from './scan';

/** More are counted and not shown. */
const MAX_COMPONENTS = 10_000;

export interface ReadSbom {
  readonly summary?: SbomSummary;
  readonly problem?: EvidenceProblem | undefined;
}

const unknownVersion = (format: string, version: string): ReadSbom => ({
  problem: { kind: 'unknown-version', words: `${format} ${plainName(version)} is not known.` },
});

export const isCycloneDx = (value: Tree): boolean =>
  value['bomFormat'] === 'CycloneDX' && textOf(value['specVersion']) !== undefined;

function* componentsIn(list: unknown): Generator<Tree> {
  for (const component of treesOf(list)) {
    yield component;
    yield* componentsIn(component['components']);
  }
}

const fullName = (component: Tree | undefined): string =>
  [textOf(component?.['group']), textOf(component?.['name'])].filter(Boolean).join('/');

const licenceOf = (entry: Tree): string =>
  textOf(entry['expression']) ??
  textOf(treeOf(entry['license'])?.['id']) ??
  textOf(treeOf(entry['license'])?.['name']) ??
  '';

const componentOf = (component: Tree): SbomComponent => ({
  name: plainName(fullName(component)),
  version: plainName(textOf(component['version']) ?? ''),
  licences: treesOf(component['licenses']).map(licenceOf).filter(Boolean).map(plainName),
});

const withVersion = (name: string, version: string): string =>
  version ? `${name}@${version}` : name;

const RATINGS: Readonly<Record<string, Severity>> = {
  critical: 'critical',
  high: 'high',
  medium: 'medium',
  low: 'low',
  info: 'note',
  none: 'note',
};
const ORDER: readonly Severity[] = ['critical', 'high', 'medium', 'low', 'note'];

function worst(vulnerability: Tree): Severity {
  const said = treesOf(vulnerability['ratings']).map((r) =>
    entryOf(RATINGS, textOf(r['severity'])),
  );
  return ORDER.find((s) => said.includes(s)) ?? 'unknown';
}

/** States of an analysis that close a vulnerability. */
const CLOSED = /^(?:resolved|resolved_with_pedigree|false_positive|not_affected)$/;

/** A vulnerability once for each component that it is in. Another version that has it too is not new. */
function vulnerabilitiesOf(bom: Tree, components: readonly Tree[]): Finding[] {
  const byRef = new Map(components.map((c) => [textOf(c['bom-ref']) ?? '', c]));
  return treesOf(bom['vulnerabilities'])
    .filter((v) => !CLOSED.test(textOf(treeOf(v['analysis'])?.['state']) ?? ''))
    .flatMap((v) => {
      const id = plainName(textOf(v['id']) ?? '');
      const refs = treesOf(v['affects']).map((a) => textOf(a['ref']) ?? '');
      return (refs.length ? [...new Set(refs)] : ['']).map((ref): Finding => {
        const component = byRef.get(ref);
        const name = component ? fullName(component) : ref;
        const version = textOf(component?.['version']) ?? '';
        return {
          id: JSON.stringify([id, plainName(name)]),
          rule: id,
          severity: worst(v),
          message: findingText(textOf(v['description']) ?? ''),
          where: plainName(withVersion(name, version)),
        };
      });
    });
}

function sbomSummary(
  format: string,
  subject: string,
  components: readonly SbomComponent[],
  vulnerabilities: readonly Finding[],
): SbomSummary {
  return {
    form: 'sbom',
    format,
    subject: plainName(subject),
    components: components.slice(0, MAX_COMPONENTS),
    more:
      Math.max(0, components.length - MAX_COMPONENTS) +
      Math.max(0, vulnerabilities.length - MAX_FINDINGS),
    total: components.length,
    vulnerabilities: bySeverity(vulnerabilities).slice(0, MAX_FINDINGS),
    counts: countSeverities(vulnerabilities),
  };
}

export function readCycloneDx(bom: Tree): ReadSbom {
  const version = textOf(bom['specVersion']) ?? '';
  if (!/^1\.\d$/.test(version)) return unknownVersion('CycloneDX', version);
  const components = [...componentsIn(bom['components'])];
  const main = treeOf(treeOf(bom['metadata'])?.['component']);
  const all = main ? [...components, main] : components;
  return {
    summary: sbomSummary(
      `CycloneDX ${version}`,
      withVersion(fullName(main), textOf(main?.['version']) ?? ''),
      components.map(componentOf),
      vulnerabilitiesOf(bom, all),
    ),
  };
}

const SPDX3 = /^https?:\/\/spdx\.org\/rdf\/(\d[\d.]*)\//;
const contextOf = (value: Tree): string => textOf(value['@context']) ?? '';

export const isSpdx = (value: Tree): boolean =>
  (/^SPDX-\d/.test(textOf(value['spdxVersion']) ?? '') && textOf(value['SPDXID']) !== undefined) ||
  SPDX3.test(contextOf(value));

const NOTHING = /^(?:NOASSERTION|NONE)?$/;
const licencesOf = (pkg: Tree): string[] =>
  ['licenseConcluded', 'licenseDeclared']
    .map((key) => textOf(pkg[key]) ?? '')
    .filter((l) => !NOTHING.test(l))
    .slice(0, 1)
    .map(plainName);

/** IDs of what a document is about: it is no component of itself. */
const describedBy = (document: Tree): Set<string> =>
  new Set([
    ...(Array.isArray(document['documentDescribes']) ? document['documentDescribes'] : []).map(
      String,
    ),
    ...treesOf(document['relationships'])
      .filter(
        (r) => r['relationshipType'] === 'DESCRIBES' && r['spdxElementId'] === document['SPDXID'],
      )
      .map((r) => String(r['relatedSpdxElement'])),
  ]);

export function readSpdx(document: Tree): ReadSbom {
  const version =
    textOf(document['spdxVersion'])?.replace('SPDX-', '') ??
    SPDX3.exec(contextOf(document))?.[1] ??
    '';
  if (!version.startsWith('2.')) return unknownVersion('SPDX', version);
  const described = describedBy(document);
  const packages = treesOf(document['packages']);
  const isSubject = (p: Tree): boolean => packages.length > 1 && described.has(String(p['SPDXID']));
  const components = packages
    .filter((p) => !isSubject(p))
    .map((p) => ({
      name: plainName(textOf(p['name']) ?? ''),
      version: plainName(textOf(p['versionInfo']) ?? ''),
      licences: licencesOf(p),
    }));
  return {
    summary: sbomSummary(`SPDX ${version}`, textOf(document['name']) ?? '', components, []),
  };
}

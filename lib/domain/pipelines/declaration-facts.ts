/** One line about how a pipeline is set up. `isCode`: a name, an ARN or a value, as AWS has it. */
export interface DeclarationFact {
  readonly name: string;
  readonly value: string;
  readonly isCode?: boolean | undefined;
}

const MODES: Readonly<Record<string, string>> = {
  SUPERSEDED: 'Superseded: a newer execution replaces one that waits',
  QUEUED: 'Queued: one after another',
  PARALLEL: 'Parallel: beside each other',
};

interface Store {
  readonly location?: string;
  readonly encryptionKey?: { readonly id?: string };
}
interface Declared {
  readonly pipelineType?: string;
  readonly executionMode?: string;
  readonly roleArn?: string;
  readonly artifactStore?: Store;
  readonly artifactStores?: Readonly<Record<string, Store>>;
  readonly stages?: readonly { readonly name?: string }[];
  readonly variables?: readonly { readonly name?: string }[];
  readonly triggers?: readonly {
    readonly gitConfiguration?: { readonly sourceActionName?: string };
  }[];
}

const namesOf = (list: readonly { readonly name?: string }[] | undefined): string[] =>
  (list ?? []).flatMap((x) => x.name ?? []);

function storesOf({ artifactStore, artifactStores }: Declared): DeclarationFact[] {
  const stores: readonly (readonly [string, Store])[] = artifactStore
    ? [['', artifactStore]]
    : Object.entries(artifactStores ?? {});
  return stores.flatMap(([region, { location = '', encryptionKey }]) => {
    const where = region && ` in ${region}`;
    const key = encryptionKey?.id;
    return [
      { name: `Artifact bucket${where}`, value: location, isCode: true },
      {
        name: `Encryption key${where}`,
        value: key ?? "AWS's own key for S3",
        isCode: key !== undefined,
      },
    ];
  });
}

/** How a pipeline is set up, from its declaration. */
export function declarationFacts(text: string): DeclarationFact[] {
  const d = JSON.parse(text) as Declared;
  const mode = d.executionMode ?? 'SUPERSEDED';
  const variables = namesOf(d.variables);
  const triggers = (d.triggers ?? []).flatMap((t) => t.gitConfiguration?.sourceActionName ?? []);
  return [
    { name: 'Pipeline type', value: d.pipelineType ?? 'V1' },
    { name: 'Execution mode', value: MODES[mode] ?? mode },
    { name: 'Stages', value: namesOf(d.stages).join(' → ') },
    { name: 'Variables', value: variables.join(', ') || 'None', isCode: variables.length > 0 },
    ...(triggers.length ? [{ name: 'Git triggers', value: `On ${triggers.join(', ')}` }] : []),
    { name: 'Service role', value: d.roleArn ?? '', isCode: true },
    ...storesOf(d),
  ];
}

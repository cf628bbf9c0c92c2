import { withoutEnd } from '../trim';
import { actionOf, copySource, groupOf, resourceOf } from './resources';
import { ruleOf, type Rule } from './table';

/** Whose a bucket is: nobody's in particular, the session's own project's, or something that it has no part in. */
export type BucketOwner = 'free' | 'own' | 'other';

/** What a session belongs to, asked only as far as a call needs it. */
export interface SessionFacts {
  readonly logs: () => readonly { readonly group: string; readonly stream: string }[];
  readonly repositories: () => readonly string[];
  readonly projects: () => readonly string[];
  readonly names: (kind: 'secret' | 'parameter', id: string, action: string) => boolean;
  readonly bucket: (name: string) => BucketOwner;
  /** Whether a key is what a pipeline or project takes its sources or artifacts from, and whether it is of its own pipelines. */
  readonly object: (
    bucket: string,
    key: string,
  ) => { readonly delivered: boolean; readonly own: boolean };
}

export interface Refusal {
  /** As a policy would name it. */
  readonly action: string;
  /** The end of an ARN, an ARN, or `*`. */
  readonly resource: string;
}

type Input = Readonly<Record<string, unknown>>;
type Judge = (input: Input, facts: SessionFacts, action: string) => boolean;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const texts = (value: unknown): string[] =>
  Array.isArray(value) ? value.filter((v): v is string => typeof v === 'string') : [];

function groupsOf(input: Input): string[] {
  const one = text(input['logGroupName']) || text(input['logGroupIdentifier']);
  return [...(one ? [one] : []), ...texts(input['logGroupIdentifiers'])].map(groupOf);
}

const ownStream: Judge = (input, facts) => {
  const groups = groupsOf(input);
  const streams = [
    ...(text(input['logStreamName']) ? [text(input['logStreamName'])] : []),
    ...texts(input['logStreamNames']),
  ];
  const own = facts.logs();
  return (
    groups.length > 0 &&
    streams.length > 0 &&
    groups.every((group) =>
      streams.every((stream) => own.some((o) => o.group === group && o.stream === stream)),
    )
  );
};

const ownGroup: Judge = (input, facts) => {
  const groups = groupsOf(input);
  return groups.length > 0 && groups.every((group) => facts.logs().some((o) => o.group === group));
};

/** Stands for all below a path: only a pattern that ends in a star can match it. */
const belowPath = (path: string): string => `${withoutEnd(path, '/')}/\u0001/\u0001`;

const namedParameter: Judge = (input, facts, action) => {
  const ids = [
    text(input['Name']),
    text(input['ResourceId']),
    ...texts(input['Names']),
    ...(text(input['Path']) ? [belowPath(text(input['Path']))] : []),
  ].filter(Boolean);
  return ids.length > 0 && ids.every((id) => facts.names('parameter', id, action));
};

const readObject = (facts: SessionFacts, bucket: string, key: string): boolean => {
  if (facts.bucket(bucket) === 'other') return false;
  const { delivered, own } = facts.object(bucket, key);
  return !delivered || own;
};

const writeObject: Judge = (input, facts) => {
  const bucket = text(input['Bucket']);
  const listed = (
    input['Delete'] as { Objects?: readonly { Key?: unknown }[] } | undefined
  )?.Objects?.map((o) => text(o.Key));
  const keys = listed ?? [text(input['Key'])];
  const from = copySource(input);
  if (from && !readObject(facts, from.bucket, from.key)) return false;
  return (
    facts.bucket(bucket) !== 'other' && keys.every((key) => !facts.object(bucket, key).delivered)
  );
};

/** The dashboard's own queues, by which it hears that something has changed (lib/server/events/queue.ts). */
const LISTENING = 'starboard-live-';

const JUDGES: Readonly<Record<Rule, Judge>> = {
  read: () => true,
  send: () => true,
  refused: () => false,
  'own repository': (input, facts) => facts.repositories().includes(text(input['repositoryName'])),
  'own stream': ownStream,
  'own group': ownGroup,
  'own report group': (input, facts) =>
    facts.projects().some((p) => text(input['name']).startsWith(`${p}-`)),
  'named secret': (input, facts, action) => facts.names('secret', text(input['SecretId']), action),
  'named parameter': namedParameter,
  'read bucket': (input, facts) => facts.bucket(text(input['Bucket'])) !== 'other',
  'read object': (input, facts) => readObject(facts, text(input['Bucket']), text(input['Key'])),
  'write object': writeObject,
  'own metric': (input) => !text(input['Namespace']).startsWith('AWS/'),
  'own queue': (input) => !(text(input['QueueUrl']).split('/').pop() ?? '').startsWith(LISTENING),
};

/** Whether the session of a build or an instance may make a call: what AWS would name in its refusal, or nothing. */
export function refusalOf(
  service: string,
  operation: string,
  input: object,
  facts: SessionFacts,
): Refusal | undefined {
  const action = actionOf(service, operation);
  if (JUDGES[ruleOf(service, operation)](input as Input, facts, action)) return undefined;
  return { action, resource: resourceOf(service, input as Input) };
}

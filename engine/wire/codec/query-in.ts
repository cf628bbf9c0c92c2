import type { NormalizedSchema } from '@smithy/core/schema';
import { stringTrait, traitsOf } from '../schema';
import { MAX_DEPTH } from '../../../common/bounded-parse';
import { parseText, serializationError } from './scalars';

interface Node {
  value?: string;
  readonly children: Map<string, Node>;
}

const MAX_PARAMETERS = 10_000;

function trie(params: URLSearchParams): Node {
  const root: Node = { children: new Map() };
  let count = 0;
  for (const [key, value] of params) {
    if (++count > MAX_PARAMETERS)
      throw serializationError('', `at most ${MAX_PARAMETERS} parameters`);
    let node = root;
    const parts = key.split('.', MAX_DEPTH + 1);
    if (parts.length > MAX_DEPTH)
      throw serializationError('', `names of at most ${MAX_DEPTH} parts`);
    for (const part of parts) {
      let next = node.children.get(part);
      if (!next) node.children.set(part, (next = { children: new Map() }));
      node = next;
    }
    node.value = value;
  }
  return root;
}

const capital = (s: string): string => s.charAt(0).toUpperCase() + s.slice(1);

function key(name: string, member: NormalizedSchema, ec2: boolean): string {
  const ec2Name = ec2 ? stringTrait(member, 'ec2QueryName') : undefined;
  const xmlName = stringTrait(member, 'xmlName');
  return ec2Name ?? (ec2 ? capital(xmlName ?? name) : (xmlName ?? name));
}

function numbered(node: Node): Node[] {
  return [...node.children]
    .filter(([k]) => /^\d+$/.test(k))
    .sort((a, b) => Number(a[0]) - Number(b[0]))
    .map(([, v]) => v);
}

function read(schema: NormalizedSchema, node: Node, ec2: boolean, path: string): unknown {
  if (schema.isStructSchema()) {
    const out: Record<string, unknown> = {};
    for (const [name, member] of schema.structIterator()) {
      const child = node.children.get(key(name, member, ec2));
      if (child) out[name] = read(member, child, ec2, path ? `${path}.${name}` : name);
    }
    return out;
  }
  if (schema.isListSchema()) {
    const member = schema.getValueSchema();
    const flat = ec2 || Boolean(traitsOf(schema).xmlFlattened);
    const holder = flat
      ? node
      : (node.children.get(stringTrait(member, 'xmlName') ?? 'member') ??
        (node.children.size ? node : undefined));
    return holder ? numbered(holder).map((n, i) => read(member, n, ec2, `${path}.${i + 1}`)) : [];
  }
  if (schema.isMapSchema()) {
    const holder = traitsOf(schema).xmlFlattened
      ? node
      : (node.children.get('entry') ?? { children: new Map() });
    const keyName = stringTrait(schema.getKeySchema(), 'xmlName') ?? 'key';
    const valueName = stringTrait(schema.getValueSchema(), 'xmlName') ?? 'value';
    const out: Record<string, unknown> = {};
    for (const entry of numbered(holder)) {
      const k = entry.children.get(keyName)?.value;
      const v = entry.children.get(valueName);
      if (k !== undefined && v) out[k] = read(schema.getValueSchema(), v, ec2, `${path}.${k}`);
    }
    return out;
  }
  return node.value === undefined ? undefined : parseText(schema, node.value, path);
}

/** Query and EC2 Query requests: dotted form keys, walked by the input schema. */
export function decodeQuery(
  schema: NormalizedSchema,
  params: URLSearchParams,
  ec2: boolean,
): Record<string, unknown> {
  return read(schema, trie(params), ec2, '') as Record<string, unknown>;
}

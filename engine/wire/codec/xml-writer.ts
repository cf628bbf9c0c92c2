import type { NormalizedSchema } from '@smithy/core/schema';
import { stringTrait, traitsOf } from '../schema';
import { Shape } from '../shape';
import { formatTimestamp, timestampFormat } from './scalars';

const ATTRIBUTE_ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
};
/** Line ends too: a parser makes one of them of each. */
const TEXT_ESCAPES: Readonly<Record<string, string>> = {
  ...ATTRIBUTE_ESCAPES,
  "'": '&apos;',
  '\r': '&#x0D;',
  '\n': '&#x0A;',
  '\u0085': '&#x85;',
  '\u2028': '&#x2028;',
};

const escapeAttribute = (text: string): string =>
  text.replace(/[&<>"]/g, (c) => ATTRIBUTE_ESCAPES[c] ?? c);
const escapeText = (text: string): string =>
  text.replace(/[&"'<>\r\n\u0085\u2028]/g, (c) => TEXT_ESCAPES[c] ?? c);

const element = (name: string, attributes: string, content: string): string =>
  content === '' ? `<${name}${attributes}/>` : `<${name}${attributes}>${content}</${name}>`;

/** A structure that is a member has the member's name, whatever it is called by itself; as a payload it has its own. */
function nameOf({ kind, schema }: Shape, xmlName: string | undefined): string {
  if (!schema.isMemberSchema()) return xmlName ?? schema.getName() ?? '';
  if (kind !== 'struct') return xmlName ?? schema.getMemberName();
  if (traitsOf(schema)['httpPayload'] !== undefined) return xmlName ?? schema.getName() ?? '';
  return (schema.getMemberTraits()['xmlName'] as string | undefined) ?? schema.getMemberName();
}

/** What XML needs to know of a schema, looked up once. */
class Element {
  readonly name: string;
  readonly isFlat: boolean;
  readonly isSparse: boolean;
  readonly isAttribute: boolean;
  readonly itemName: string | undefined;
  private readonly namespace: readonly [string, string] | undefined;
  private keptMembers: readonly (readonly [string, Element])[] | undefined;
  private keptValue: Element | undefined;
  private keptKey: Element | undefined;

  constructor(readonly shape: Shape) {
    const { schema } = shape;
    const traits = traitsOf(schema);
    this.itemName = stringTrait(schema, 'xmlName');
    this.name = nameOf(shape, this.itemName);
    this.isFlat = traits['xmlFlattened'] !== undefined;
    this.isSparse = traits['sparse'] !== undefined;
    this.isAttribute = traits['xmlAttribute'] !== undefined;
    const [prefix, uri] = (traits['xmlNamespace'] as [string, string] | undefined) ?? [];
    this.namespace = uri ? [prefix ? `xmlns:${prefix}` : 'xmlns', uri] : undefined;
  }

  get members(): readonly (readonly [string, Element])[] {
    return (this.keptMembers ??= this.shape.members.map(([n, m]) => [n, new Element(m)] as const));
  }

  get value(): Element {
    return (this.keptValue ??= new Element(this.shape.value));
  }

  get key(): Element {
    return (this.keptKey ??= new Element(new Shape(this.shape.schema.getKeySchema())));
  }

  /** Its namespace, where the element around it has another. */
  namespaceIn(outer: string | undefined): readonly [attribute: string, uri: string | undefined] {
    if (!this.namespace || this.namespace[1] === outer) return ['', undefined];
    const [name, uri] = this.namespace;
    return [` ${name}="${escapeAttribute(uri)}"`, uri];
  }
}

function textOf({ shape }: Element, value: unknown): string {
  if (value instanceof Date) {
    const text = String(formatTimestamp(value, timestampFormat(shape.schema, 'date-time')));
    return text.replace('.000Z', 'Z');
  }
  if (shape.kind === 'blob') return Buffer.from(value as Uint8Array).toString('base64');
  return String(value);
}

function simple(e: Element, value: unknown, name: string, outer: string | undefined): string {
  const [attribute] = e.namespaceIn(outer);
  // An empty text is a text all the same.
  return `<${name}${attribute}>${escapeText(textOf(e, value))}</${name}>`;
}

function structure(
  e: Element,
  value: object,
  name: string,
  outer: string | undefined,
  rootNamespace?: string,
): string {
  const [own, uri] = e.namespaceIn(outer);
  let attributes = '';
  let content = '';
  for (const [key, member] of e.members) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner === undefined || inner === null) continue;
    if (member.isAttribute)
      attributes += ` ${member.itemName ?? key}="${escapeAttribute(textOf(member, inner))}"`;
    else content += any(member, inner, member.name, uri);
  }
  const root = own === '' && rootNamespace ? ` xmlns="${escapeAttribute(rootNamespace)}"` : own;
  return element(name, attributes + root, content);
}

function list(e: Element, value: readonly unknown[], outer: string | undefined): string {
  const [attribute, uri] = e.namespaceIn(outer);
  const name = e.isFlat ? e.name : (e.value.itemName ?? 'member');
  let content = '';
  for (const item of value)
    if (e.value.isSparse || (item !== undefined && item !== null))
      content += any(e.value, item, name, uri);
  return e.isFlat ? content : element(e.name, attribute, content);
}

function entries(e: Element, value: object, uri: string | undefined): string {
  const [keyAttribute] = e.key.namespaceIn(uri);
  const keyName = e.key.itemName ?? 'key';
  const valueName = e.value.itemName ?? 'value';
  let content = '';
  for (const [key, inner] of Object.entries(value) as [string, unknown][])
    if (e.value.isSparse || (inner !== undefined && inner !== null))
      content += element(
        e.isFlat ? e.name : 'entry',
        '',
        `<${keyName}${keyAttribute}>${escapeText(key)}</${keyName}>${entryValue(e.value, inner, valueName, uri)}`,
      );
  return content;
}

/** A list or a map that is a map's value has the value's element around it. */
function entryValue(e: Element, value: unknown, name: string, outer: string | undefined): string {
  const { kind } = e.shape;
  if (kind === 'list') return element(name, '', list(e, value as readonly unknown[], outer));
  if (kind === 'map')
    return element(name, '', entries(e, value as object, e.namespaceIn(outer)[1]));
  return any(e, value, name, outer);
}

function map(e: Element, value: object, outer: string | undefined): string {
  const [attribute, uri] = e.namespaceIn(outer);
  const content = entries(e, value, uri);
  return e.isFlat ? content : element(e.name, attribute, content);
}

function any(e: Element, value: unknown, name: string, outer: string | undefined): string {
  switch (e.shape.kind) {
    case 'struct':
      return structure(e, value as object, name, outer);
    case 'list':
      return list(e, value as readonly unknown[], outer);
    case 'map':
      return map(e, value as object, outer);
    default:
      return simple(e, value, name, outer);
  }
}

const roots = new WeakMap<NormalizedSchema, Element>();

/** A structure as an XML document, byte for byte as the SDK's own serializer writes it (`xml-writer.test.ts`), in a third of its time: that one asks the schema anew for each value. */
export function xmlOf(schema: NormalizedSchema, value: object, namespace: string): string {
  let root = roots.get(schema);
  if (!root) roots.set(schema, (root = new Element(new Shape(schema))));
  return structure(root, value, root.name, undefined, namespace);
}

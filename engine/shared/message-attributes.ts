/** An attribute of a message as clients send it. */
export interface MessageAttribute {
  readonly DataType: string | undefined;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}
/** The same as the store keeps it: bytes as base64. */
export interface KeptAttribute {
  readonly DataType?: string | undefined;
  readonly StringValue?: string | undefined;
  readonly base64?: string | undefined;
}

export type Attributes = Record<string, MessageAttribute>;
export type KeptAttributes = Readonly<Record<string, KeptAttribute>>;

const each = <A, B>(all: Readonly<Record<string, A>>, change: (a: A) => B): Record<string, B> =>
  Object.fromEntries(Object.entries(all).map(([name, a]) => [name, change(a)]));

/** How many bytes attributes add to a message: names, types and values (SQS and SNS API reference, MessageAttributeValue). */
export const sizeOfAttributes = (attributes: KeptAttributes): number =>
  Object.entries(attributes).reduce(
    (sum, [name, { DataType = '', StringValue = '', base64 = '' }]) =>
      sum +
      Buffer.byteLength(name) +
      Buffer.byteLength(DataType) +
      Buffer.byteLength(StringValue) +
      Buffer.byteLength(base64, 'base64'),
    0,
  );

export const keepAttributes = (attributes: object | undefined): KeptAttributes =>
  each((attributes ?? {}) as Attributes, ({ DataType, StringValue, BinaryValue }) => ({
    DataType,
    StringValue,
    ...(BinaryValue ? { base64: Buffer.from(BinaryValue).toString('base64') } : {}),
  }));
export const sendAttributes = (kept: KeptAttributes): Attributes =>
  each(kept, ({ DataType, StringValue, base64 }) => ({
    DataType,
    StringValue,
    ...(base64 === undefined ? {} : { BinaryValue: Buffer.from(base64, 'base64') }),
  }));

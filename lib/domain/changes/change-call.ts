import type { AwsCall } from '@/lib/domain/account/aws-cli';

/** The call to AWS that a change comes to, but for what the person answers. */
export interface ChangeCall extends AwsCall {
  /** The member that takes the reason, by its path: `result`, `summary`. Without a reason it is left out. */
  readonly reasonIn?: readonly string[] | undefined;
  /** Where the values go that differ from what was shown. */
  readonly variablesIn?:
    | {
        readonly member: string;
        /** CodeBuild's word for a variable that is no secret; CodePipeline's variables have none. */
        readonly type?: 'PLAINTEXT' | undefined;
        readonly shown: Readonly<Record<string, string>>;
        /** Asked for among the variables, and a member of its own: by name. */
        readonly apart?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}

export interface CallAnswers {
  readonly reason?: string | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
}

type Input = AwsCall['input'];

function withText(input: Input, [member, ...rest]: readonly string[], text: string): Input {
  if (member === undefined) return input;
  const inner = (input[member] ?? {}) as Input;
  return { ...input, [member]: rest.length ? withText(inner, rest, text) : text };
}

function withVariables(
  input: Input,
  { member, type, shown, apart = {} }: NonNullable<ChangeCall['variablesIn']>,
  given: Readonly<Record<string, string>>,
): Input {
  const changed = Object.entries(given).filter(([name, value]) => value !== shown[name]);
  const own = changed
    .filter(([name]) => !Object.hasOwn(apart, name))
    .map(([name, value]) => ({ name, value, ...(type ? { type } : {}) }));
  const members = Object.entries(apart).map(([name, of]) => [of, given[name] || undefined]);
  return { ...input, ...Object.fromEntries(members), ...(own.length ? { [member]: own } : {}) };
}

/** The call as the press makes it. */
export function callWith(call: ChangeCall, { reason, variables = {} }: CallAnswers): AwsCall {
  const { service, operation, reasonIn, variablesIn } = call;
  const filled = variablesIn ? withVariables(call.input, variablesIn, variables) : call.input;
  const text = reason?.trim();
  return {
    service,
    operation,
    input: reasonIn && text ? withText(filled, reasonIn, text) : filled,
  };
}

/**
 * Whether an instance type has an arm64 processor: the letter `g` among those behind the generation stands for AWS
 * Graviton (EC2 instance types guide, "Naming conventions"); `a1` is the one family from before that rule.
 */
export const isGraviton = (type: string): boolean =>
  /^(?:a1|[a-z]+(?:-[a-z0-9]+)?\d+[a-z]*?g[a-z0-9-]*)\./.test(type);

/** Why instances of a type cannot run what the pipeline builds; undefined when they can. */
export const instanceTypeProblem = (type: string): string | undefined =>
  isGraviton(type)
    ? `${type} has an arm64 processor (AWS Graviton), and the build and the image are for x86_64. Choose a type without the letter g behind its number, such as t3.micro.`
    : undefined;

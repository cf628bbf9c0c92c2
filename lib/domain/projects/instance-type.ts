/** Everything before the size: `t4g` of `t4g.micro`. */
const familyOf = (type: string): string => type.split('.')[0] ?? '';

/** The letters behind a family's generation: `gn` of `c6gn`, `i-flex` of `m7i-flex`. */
const attributesOf = (family: string): string => family.replace(/^[a-z]+\d+/, '');

/**
 * Whether an instance type has an arm64 processor: the letter `g` among those behind the generation stands for AWS
 * Graviton (EC2 instance types guide, "Naming conventions"); `a1` is the one family from before that rule.
 */
export function isGraviton(type: string): boolean {
  const family = familyOf(type);
  return family === 'a1' || /^[a-z]*g/.test(attributesOf(family));
}

/** Why instances of a type cannot run what the pipeline builds; undefined when they can. */
export const instanceTypeProblem = (type: string): string | undefined =>
  isGraviton(type)
    ? `${type} has an arm64 processor (AWS Graviton), and the build and the image are for x86_64. Choose a type without the letter g behind its number, such as t3.micro.`
    : undefined;

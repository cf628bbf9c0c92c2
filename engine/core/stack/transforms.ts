import type { Template } from './template';
import { isTable, TemplateError } from './template-error';

/** [doc] What AWS itself hosts ("Transform reference"). */
const HOSTED = [
  'AWS::CodeDeployBlueGreen',
  'AWS::CodeStar',
  'AWS::Include',
  'AWS::LanguageExtensions',
  'AWS::SecretsManager-2020-07-23',
  'AWS::SecretsManager-2024-09-16',
  'AWS::Serverless-2016-10-31',
  'AWS::ServiceCatalog',
];

const nameOf = (transform: unknown): string =>
  String(isTable(transform) ? transform['Name'] : transform);

/** No transform is carried out here: AWS's own are refused as not served, any other is one that the account does not have. */
export function checkTransforms(template: Template, accountId: string): void {
  const [first] = [template.Transform ?? []].flat();
  if (first === undefined) return;
  const name = nameOf(first);
  if (HOSTED.includes(name))
    throw new TemplateError(`Starboard's engine does not serve the transform ${name} yet`);
  throw new TemplateError(
    `No transform named ${name.includes('::') ? name : `${accountId}::${name}`} found.`,
  );
}

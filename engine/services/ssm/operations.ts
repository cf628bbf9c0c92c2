import type { Operations } from '../../ports/context';
import * as p from './parameters';

export const operations = {
  AddTagsToResource: p.addTags,
  DeleteParameter: p.deleteParameter,
  DeleteParameters: p.deleteParameters,
  DescribeParameters: p.describeParameters,
  GetParameter: p.getParameter,
  GetParameterHistory: p.getParameterHistory,
  GetParameters: p.getParameters,
  GetParametersByPath: p.getParametersByPath,
  ListTagsForResource: p.listTags,
  PutParameter: p.putParameter,
  RemoveTagsFromResource: p.removeTags,
} satisfies Operations;

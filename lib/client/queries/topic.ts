import { queryOptions } from '@tanstack/react-query';
import { topic, type TopicName, type Topics } from '@/lib/domain/live/topics';
import { readKey, readNewest } from './newest';

export { readKey } from './newest';

export const topicQuery = <N extends TopicName>(name: N, ...args: readonly string[]) => {
  const text = topic(name, ...args);
  return queryOptions<Topics[N], Error, Topics[N], readonly ['read', string]>({
    queryKey: readKey(text),
    queryFn: (context) => readNewest<Topics[N]>(text, context),
  });
};

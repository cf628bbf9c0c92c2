import { queryOptions } from '@tanstack/react-query';
import { topic, type TopicName, type Topics } from '@/lib/domain/topics';
import { routes } from '@/lib/routes';
import { fetchJson } from '../fetch-json';

/** The one query key of a topic, for pages, routes and the stream. */
export const readKey = (name: string): readonly ['read', string] => ['read', name];

export const topicQuery = <N extends TopicName>(name: N, ...args: readonly string[]) => {
  const text = topic(name, ...args);
  return queryOptions<Topics[N], Error, Topics[N], readonly ['read', string]>({ queryKey: readKey(text), queryFn: ({ signal }) => fetchJson<Topics[N]>(routes.api.read(text), signal) });
};

/** When the stream last brought data of a topic, by this page's clock (ms). */
const arrived = new Map<string, number>();

export const noteArrival = (topic: string): void => void arrived.set(topic, performance.now());

/** Whether the stream has brought data since a moment: a read that began before it is older, however late it comes. */
export const arrivedSince = (topic: string, moment: number): boolean =>
  (arrived.get(topic) ?? -1) >= moment;

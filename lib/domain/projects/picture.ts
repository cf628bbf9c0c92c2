/** What is known of the picture that the engine takes of an application after a release. Times in ms since the epoch. */
export interface ReleasePicture {
  /** The deployment after which it was taken: of no other release is it a picture. */
  readonly deployment: string;
  readonly askedAt: number;
  readonly takenAt?: number | undefined;
  /** Why there is none. */
  readonly problem?: string | undefined;
}

/** One that has not come by then does not come: it takes twenty seconds at most. */
const COMING_MS = 60_000;

/** Whether a picture is there, or on its way. */
export function pictureState(
  picture: ReleasePicture | undefined,
  now: number,
): 'taken' | 'coming' | 'none' {
  if (!picture || picture.problem !== undefined) return 'none';
  if (picture.takenAt !== undefined) return 'taken';
  return now - picture.askedAt < COMING_MS ? 'coming' : 'none';
}

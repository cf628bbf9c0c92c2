/** Services whose members take two thirds of the time that all of them take: tried by `npm run test:long`. */
export const SLOW: readonly string[] = ['codecommit', 'codebuild', 's3'];

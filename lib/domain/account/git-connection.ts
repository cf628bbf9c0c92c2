/** A connection to a git host, as AWS CodeConnections has it. */
export interface GitConnection {
  readonly arn: string;
  readonly name: string;
  /** GitHub, GitLab, Bitbucket and others, in AWS's spelling. */
  readonly provider: string;
  readonly status: string;
  /** The page of AWS's console on which a handshake is completed; unset where there is no console. */
  readonly console?: string | undefined;
}

const ARN = /^arn:[a-z-]+:code(?:star-)?connections:[a-z0-9-]+:\d{12}:connection\/[0-9a-f-]{36}$/;

/** Whether a text is the ARN of a connection; only then is anybody asked about it. */
export const isConnectionArn = (text: string): boolean => ARN.test(text);

/** Made, but not signed in to by anybody yet (CodeConnections API reference, Connection). */
export const isPending = ({ status }: Pick<GitConnection, 'status'>): boolean =>
  status === 'PENDING';

/** Why a project cannot be made with it; undefined where it can. */
export function connectionProblem(c: GitConnection): string | undefined {
  if (c.status === 'AVAILABLE') return undefined;
  return isPending(c)
    ? `complete the handshake of the connection ${c.name} first`
    : `the connection ${c.name} is not available: ${c.status}`;
}

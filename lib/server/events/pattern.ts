import 'server-only';

/** The sources whose events are asked for, and what of their details names the thing (user guides, "Monitoring with EventBridge" of each service). */
export const EVENT_PATTERN = {
  source: ['aws.codepipeline', 'aws.codebuild', 'aws.codedeploy', 'aws.codecommit'],
} as const;

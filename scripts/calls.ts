import { readFileSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import ts from 'typescript';

/** One call of an AWS client in lib/server: the client's class, its method, and where it is made. */
export interface Call {
  readonly service: string;
  readonly method: string;
  readonly folder: string;
  /** The file, as a path from the root. */
  readonly file: string;
}

const CLIENTS: Readonly<Record<string, string>> = {
  AutoScaling: 'autoscaling',
  CloudWatch: 'cloudwatch',
  CodeBuild: 'codebuild',
  CloudFormation: 'cloudformation',
  CodeCommit: 'codecommit',
  CodeDeploy: 'codedeploy',
  CodePipeline: 'codepipeline',
  CodeStarConnections: 'codestar-connections',
  CodeStarNotifications: 'codestar-notifications',
  EC2: 'ec2',
  ECS: 'ecs',
  ElasticLoadBalancingV2: 'elasticloadbalancing',
  EventBridge: 'events',
  IAM: 'iam',
  Lambda: 'lambda',
  CloudWatchLogs: 'logs',
  S3: 's3',
  ServiceQuotas: 'servicequotas',
  SNS: 'sns',
  SQS: 'sqs',
  SSM: 'ssm',
  STS: 'sts',
};

function sources(dir: string): string[] {
  return readdirSync(dir, { withFileTypes: true }).flatMap((e) =>
    e.isDirectory()
      ? sources(join(dir, e.name))
      : /\.ts$/.test(e.name) && !/\.test\.ts$/.test(e.name)
        ? [join(dir, e.name)]
        : [],
  );
}

/** Every call that lib/server sends, found by type and not by name: a variable may be called anything. */
export function clientCalls(root: string): Call[] {
  const { config } = ts.parseConfigFileTextToJson(
    'tsconfig.json',
    readFileSync(join(root, 'tsconfig.json'), 'utf8'),
  ) as { config: { compilerOptions: object } };
  const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, root);
  const base = join(root, 'lib/server');
  const files = sources(base);
  const program = ts.createProgram(files, {
    ...options,
    noEmit: true,
    skipLibCheck: true,
    incremental: false,
  });
  const checker = program.getTypeChecker();
  const found = new Map<string, Call>();
  for (const file of files) {
    const source = program.getSourceFile(file);
    if (!source) continue;
    const folder =
      file
        .slice(base.length + 1)
        .split('/')
        .slice(0, -1)[0] ?? '';
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && ts.isPropertyAccessExpression(node.expression)) {
        const type = checker.getTypeAtLocation(node.expression.expression);
        const service = CLIENTS[type.getSymbol()?.getName() ?? ''];
        const method = node.expression.name.text;
        if (service !== undefined)
          found.set(`${file} ${service} ${method}`, {
            service,
            method,
            folder,
            file: relative(root, file),
          });
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return [...found.values()];
}

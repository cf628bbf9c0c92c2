import { CodePipelineClient, type CodePipelineClientConfig } from '@aws-sdk/client-codepipeline';
import { AwsRestJsonProtocol } from '@aws-sdk/core/protocols';
import { NAMESPACE } from './schemas';

const SIGNING_NAME = 'codestar-notifications';

/** One scheme, SigV4, under the service's own signing name. */
const authSchemes: NonNullable<CodePipelineClientConfig['httpAuthSchemeProvider']> = ({
  region,
}) => [
  {
    schemeId: 'aws.auth#sigv4',
    signingProperties: { signingName: SIGNING_NAME, signingRegion: region },
    propertiesExtractor: (config, context) => ({ signingProperties: { config, context } }),
  },
];

/**
 * A client of the SDK's own make: credentials, regions, retries and signatures are those of CodePipeline's client,
 * whose rules for hosts are the plainest of the packages here; protocol, service and host are this service's.
 */
export class CodeStarNotificationsClient extends CodePipelineClient {
  constructor(configuration: CodePipelineClientConfig = {}) {
    super({
      ...configuration,
      protocol: AwsRestJsonProtocol as never,
      httpAuthSchemeProvider: authSchemes,
      serviceId: 'codestar notifications',
      protocolSettings: {
        defaultNamespace: NAMESPACE,
        errorTypeRegistries: [],
        version: '2019-10-15',
        serviceTarget: '',
      } as never,
    });
    const resolve = this.config.endpointProvider;
    this.config.endpointProvider = (parameters, context) => {
      const found = resolve(parameters, context);
      if (parameters.Endpoint !== undefined) return found;
      const url = new URL(found.url);
      url.hostname = url.hostname.replace(/^codepipeline(?=[.-])/, SIGNING_NAME);
      return { ...found, url };
    };
  }
}

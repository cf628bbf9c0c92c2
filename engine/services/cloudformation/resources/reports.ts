import type { ReportExportConfig, ReportType } from '@aws-sdk/client-codebuild';
import { camel, lowerTags, object, required, TAGS, text, type Provider } from '../provider';
import { exists, gone } from './storage';

export const reportGroup: Provider = {
  properties: object(
    {
      Name: 'string',
      Type: 'string',
      ExportConfig: object(
        {
          ExportConfigType: 'string',
          S3Destination: object(
            {
              Bucket: 'string',
              BucketOwner: 'string',
              EncryptionDisabled: 'boolean',
              EncryptionKey: 'string',
              Packaging: 'string',
              Path: 'string',
            },
            'Bucket',
          ),
        },
        'ExportConfigType',
      ),
      DeleteReports: 'boolean',
      Tags: TAGS,
    },
    'Type',
    'ExportConfig',
  ),
  attributes: ['Arn', 'Id'],
  async create(m) {
    const name = text(m.props['Name']) ?? m.generatedName;
    const made = await m.ctx.call.codebuild
      .createReportGroup({
        name,
        type: required<ReportType>(m, 'Type'),
        exportConfig: camel<ReportExportConfig>(m.props['ExportConfig']),
        tags: lowerTags(m),
      })
      .catch(exists(m.repeated, 'ResourceAlreadyExistsException'));
    const arn = made?.reportGroup?.arn ?? m.ctx.arn('codebuild', `report-group/${name}`);
    return { physicalId: arn, attributes: { Arn: arn, Id: arn } };
  },
  async remove(arn, m) {
    await m.ctx.call.codebuild
      .deleteReportGroup({
        arn,
        deleteReports: m.props['DeleteReports'] === true,
      })
      .catch(gone('ResourceNotFoundException'));
  },
};

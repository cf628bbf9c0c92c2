/** Constraints of the public models that a service does not enforce, `service:operation path`, each with what shows it. */
export const NOT_ENFORCED: ReadonlySet<string> = new Set([
  // An empty one is none to the service: "Either Template URL or Template Body must be specified."
  'cloudformation:CreateStack TemplateBody',
  'cloudformation:ValidateTemplate TemplateBody',
  // The service has a code of its own for it: InvalidLocationConstraint.
  's3:CreateBucket CreateBucketConfiguration.LocationConstraint',
  // And for a key that is empty: InvalidTag.
  's3:PutObjectTagging Tagging.TagSet[].Key',
  // [doc] It takes a message's attributes, as its successor does: AWS's own examples ask for SentTimestamp.
  'sqs:ReceiveMessage AttributeNames[]',
  // A pattern that RE2 has no word for; the member itself is not served.
  'events:PutTargets Targets[].HttpParameters.PathParameterValues[]',
]);

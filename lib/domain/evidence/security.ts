/** Types whose every change decides who may do what: identities, permissions, firewalls, keys, secrets, certificates. */
const TYPES: readonly RegExp[] = [
  /^aws_(?:iam_|kms_|security_group|default_security_group|vpc_security_group|network_acl|default_network_acl|secretsmanager_|ssoadmin_|identitystore_|organizations_|ram_|acm_|cognito_|wafv2?_|eks_access|eks_pod_identity|lambda_permission|s3_account_public_access_block)/,
  /^aws_\w*(?:_policy|_policy_attachment|_acl|_public_access_block|_permission)$/,
  /^AWS::(?:IAM|KMS|SSO|Organizations|RAM|SecretsManager|CertificateManager|ACMPCA|Cognito|WAFv2|WAF|VerifiedPermissions|RolesAnywhere)::/,
  /^AWS::EC2::(?:SecurityGroup|NetworkAcl)/,
  /^AWS::\w+::\w*(?:Policy|Permission|AccessEntry|AccessPoint|PublicAccessBlock)$/,
  /^google_\w*_iam_|^google_(?:compute_firewall|kms_|service_account|secret_manager)/,
  /^azurerm_(?:role_|network_security|key_vault|user_assigned_identity|firewall)|^azuread_/,
  /^kubernetes_(?:cluster_)?role|^kubernetes_(?:service_account|network_policy|secret)/,
  /\b(?:Cluster)?Role(?:Binding)?$|\b(?:ServiceAccount|NetworkPolicy|Secret|PodSecurityPolicy|ValidatingWebhookConfiguration|MutatingWebhookConfiguration)$/,
];

/** Properties of other types that decide the same. */
const PROPERTY =
  /(?:^|[._])(?:public|acl\b|accesscontrol|policy|policies|policydocument|ingress|egress|securitygroup|security_group|cidr|assumerole|assume_role|iaminstanceprofile|iam_instance_profile|permission|kmskey|kms_key|encrypt|httptokens|http_tokens|privileged|hostnetwork|runasuser|authorizer|authtype|authorization)/i;
const ROLE = /role(?:_?arn)?(?:$|\[)/i;

/** Whether a change is about who may do what. */
export const isAboutSecurity = (type: string, paths: readonly string[]): boolean =>
  TYPES.some((t) => t.test(type)) ||
  paths.some((p) => PROPERTY.test(p) || ROLE.test(p) || /public/i.test(p));

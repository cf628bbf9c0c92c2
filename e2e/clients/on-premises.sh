#!/usr/bin/env bash
# The documented road of an on-premises instance by the AWS CLI: register and tag it, push a revision, deploy it, deregister
# it. Settings come from `starboard env`. Arguments: the instance's name, a folder with an appspec.yml, then the command that
# is the machine's agent; without one nothing is deployed. Prints one line a step.
set -euo pipefail
name=$1 source=$2
shift 2

user="arn:aws:iam::$(aws sts get-caller-identity --query Account --output text):user/AWS/CodeDeploy/$name"
aws deploy register --instance-name "$name" --iam-user-arn "$user" --tags "Key=Machine,Value=$name" >/dev/null
aws deploy list-on-premises-instances --registration-status Registered \
  --tag-filters "Key=Machine,Value=$name,Type=KEY_AND_VALUE" --query 'instanceNames[0]' --output text | grep -qx "$name"
echo registered

aws deploy create-application --application-name "$name" >/dev/null
aws deploy create-deployment-group --application-name "$name" --deployment-group-name machines \
  --service-role-arn arn:aws:iam::000000000000:role/deploy \
  --on-premises-instance-tag-filters "Key=Machine,Value=$name,Type=KEY_AND_VALUE" >/dev/null
aws s3 mb "s3://$name-revisions" >/dev/null
aws deploy push --application-name "$name" --source "$source" --s3-location "s3://$name-revisions/app.zip" \
  --description pushed --ignore-hidden-files >/dev/null
tag=$(aws deploy list-application-revisions --application-name "$name" --sort-by registerTime --sort-order descending \
  --s3-bucket "$name-revisions" --s3-key-prefix app --deployed exclude --query 'revisions[0].s3Location.eTag' --output text)
revision="bucket=$name-revisions,key=app.zip,bundleType=zip,eTag=$tag"
aws deploy get-application-revision --application-name "$name" --s3-location "$revision" \
  --query revisionInfo.description --output text | grep -qx pushed
echo pushed

if [ $# -gt 0 ]; then
  "$@" >&2 &
  agent=$!
  trap 'kill $agent' EXIT
  deployment=$(aws deploy create-deployment --application-name "$name" --deployment-group-name machines \
    --s3-location "$revision" --query deploymentId --output text)
  aws deploy wait deployment-successful --deployment-id "$deployment"
  aws deploy get-deployment-instance --deployment-id "$deployment" --instance-id "$name" \
    --query instanceSummary.status --output text | grep -qx Succeeded
  echo deployed
fi

aws deploy deregister --instance-name "$name" --no-delete-iam-user >/dev/null
aws deploy get-on-premises-instance --instance-name "$name" \
  --query 'instanceInfo.deregisterTime != null' --output text | grep -qx True
echo deregistered

#!/usr/bin/env bash
# The documented road of an on-premises instance, by the AWS CLI: register, tag, push, deploy, wait, deregister.
# Settings come from `starboard env`. Arguments: the command that joins, a folder with a revision, a folder for the machine.
set -euo pipefail
join=$1 revision=$2 machine=$3
name=desk

role=$(aws iam create-role --role-name on-premises --query Role.Arn --output text \
  --assume-role-policy-document '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}]}')
read -r key secret token session < <(aws sts assume-role --role-arn "$role" --role-session-name "$name" --output text \
  --query '[Credentials.AccessKeyId, Credentials.SecretAccessKey, Credentials.SessionToken, AssumedRoleUser.Arn]')
aws deploy register-on-premises-instance --instance-name "$name" --iam-session-arn "$session"
aws deploy add-tags-to-on-premises-instances --instance-names "$name" --tags Key=where,Value=desk

AWS_ACCESS_KEY_ID=$key AWS_SECRET_ACCESS_KEY=$secret AWS_SESSION_TOKEN=$token $join "$name" --root "$machine" --yes &
agent=$!
trap 'kill $agent 2>/dev/null || true' EXIT

aws s3 mb s3://on-premises-revisions
aws deploy create-application --application-name cli-shop
aws deploy create-deployment-group --application-name cli-shop --deployment-group-name desks \
  --service-role-arn "$role" --on-premises-instance-tag-filters Key=where,Value=desk,Type=KEY_AND_VALUE
aws deploy push --application-name cli-shop --source "$revision" --s3-location s3://on-premises-revisions/shop.zip
id=$(aws deploy create-deployment --application-name cli-shop --deployment-group-name desks \
  --s3-location bucket=on-premises-revisions,key=shop.zip,bundleType=zip --query deploymentId --output text)

aws deploy wait deployment-successful --deployment-id "$id"
aws deploy deregister-on-premises-instance --instance-name "$name"
aws deploy list-on-premises-instances --registration-status Registered --query 'length(instanceNames)'
kill $agent
wait $agent
echo "deployed $id"

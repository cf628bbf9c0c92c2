"""AWS's blue/green tutorial for instances by boto3: an Auto Scaling group behind a load balancer, a deployment that waits
for its traffic, ContinueDeployment, the old fleet terminated at a word, and a broken release that never serves.

Settings come from `starboard env`. Arguments: the bucket of the revisions, the key of a good one, what its page says, the
key of a broken one. Prints one line a step.
"""
import sys
import time
import urllib.request

import boto3

bucket, good, text, broken = sys.argv[1:5]
name = "tutorial"
ec2 = boto3.client("ec2")
scaling = boto3.client("autoscaling")
balancing = boto3.client("elbv2")
deploy = boto3.client("codedeploy")


def until(what, ask, seconds=120):
    began = time.time()
    while time.time() < began + seconds:
        answer = ask()
        if answer:
            return answer
        time.sleep(min(0.2, max(0.02, (time.time() - began) / 10)))  # as engine/testing/wait.ts
    raise SystemExit(f"not within {seconds} s: {what}")


def say(step):
    print(step, flush=True)


vpc = ec2.describe_vpcs()["Vpcs"][0]["VpcId"]
subnets = [s["SubnetId"] for s in ec2.describe_subnets(Filters=[{"Name": "vpc-id", "Values": [vpc]}])["Subnets"]]
security = ec2.create_security_group(GroupName=name, Description="Web", VpcId=vpc)["GroupId"]
ec2.authorize_security_group_ingress(
    GroupId=security,
    IpPermissions=[{"IpProtocol": "tcp", "FromPort": 80, "ToPort": 80, "IpRanges": [{"CidrIp": "0.0.0.0/0"}]}],
)
targets = balancing.create_target_group(
    Name=name, Protocol="HTTP", Port=80, VpcId=vpc, TargetType="instance", HealthCheckPath="/health",
    HealthCheckIntervalSeconds=5, HealthCheckTimeoutSeconds=2, HealthyThresholdCount=2, UnhealthyThresholdCount=2,
)["TargetGroups"][0]["TargetGroupArn"]
balancing.modify_target_group_attributes(
    TargetGroupArn=targets, Attributes=[{"Key": "deregistration_delay.timeout_seconds", "Value": "10"}]
)
balancer = balancing.create_load_balancer(Name=name, Subnets=subnets, SecurityGroups=[security])["LoadBalancers"][0]
balancing.get_waiter("load_balancer_available").wait(LoadBalancerArns=[balancer["LoadBalancerArn"]], WaiterConfig={"Delay": 1})
balancing.create_listener(
    LoadBalancerArn=balancer["LoadBalancerArn"], Protocol="HTTP", Port=80,
    DefaultActions=[{"Type": "forward", "TargetGroupArn": targets}],
)
address = balancing.describe_load_balancers(Names=[name])["LoadBalancers"][0]["DNSName"]
ec2.create_launch_template(
    LaunchTemplateName=name,
    LaunchTemplateData={"ImageId": "ami-12345678", "InstanceType": "t3.micro", "SecurityGroupIds": [security]},
)
scaling.create_auto_scaling_group(
    AutoScalingGroupName=name, LaunchTemplate={"LaunchTemplateName": name, "Version": "$Latest"},
    MinSize=1, MaxSize=2, DesiredCapacity=1, VPCZoneIdentifier=",".join(subnets), TargetGroupARNs=[targets],
)


def group_of(name):
    return scaling.describe_auto_scaling_groups(AutoScalingGroupNames=[name])["AutoScalingGroups"][0]


until("the instance is in service", lambda: [i["LifecycleState"] for i in group_of(name)["Instances"]] == ["InService"])
say("the group is in service")

deploy.create_application(applicationName=name, computePlatform="Server")
deploy.create_deployment_group(
    applicationName=name, deploymentGroupName=name, serviceRoleArn="arn:aws:iam::000000000000:role/deploy",
    autoScalingGroups=[name], deploymentConfigName="CodeDeployDefault.AllAtOnce",
    deploymentStyle={"deploymentType": "BLUE_GREEN", "deploymentOption": "WITH_TRAFFIC_CONTROL"},
    loadBalancerInfo={"targetGroupInfoList": [{"name": name}]},
    blueGreenDeploymentConfiguration={
        "greenFleetProvisioningOption": {"action": "COPY_AUTO_SCALING_GROUP"},
        "deploymentReadyOption": {"actionOnTimeout": "STOP_DEPLOYMENT", "waitTimeInMinutes": 60},
        "terminateBlueInstancesOnDeploymentSuccess": {"action": "TERMINATE", "terminationWaitTimeInMinutes": 60},
    },
)


def start(key):
    return deploy.create_deployment(
        applicationName=name, deploymentGroupName=name,
        revision={"revisionType": "S3", "s3Location": {"bucket": bucket, "key": key, "bundleType": "zip"}},
    )["deploymentId"]


def info(deployment):
    return deploy.get_deployment(deploymentId=deployment)["deploymentInfo"]


def labels(deployment):
    ids = deploy.list_deployment_targets(deploymentId=deployment)["targetIds"]
    found = deploy.batch_get_deployment_targets(deploymentId=deployment, targetIds=ids)["deploymentTargets"]
    return sorted(t["instanceTarget"]["instanceLabel"] for t in found)


def page():
    return urllib.request.urlopen(f"http://{address}/", timeout=10).read().decode()


first = start(good)
until("the replacement fleet is ready", lambda: info(first)["status"] == "Ready")
assert labels(first) == ["Blue", "Green"], labels(first)
say("ready: the replacement fleet waits for its traffic")
deploy.continue_deployment(deploymentId=first, deploymentWaitType="READY_WAIT")
until("the new fleet answers", lambda: any(
    t["TargetHealth"]["State"] == "healthy" for t in balancing.describe_target_health(TargetGroupArn=targets)["TargetHealthDescriptions"]
) and page() == text)
say("rerouted: the new fleet answers")
until("the old fleet waits for its end", lambda: info(first).get("instanceTerminationWaitTimeStarted"))
deploy.continue_deployment(deploymentId=first, deploymentWaitType="TERMINATION_WAIT")
deploy.get_waiter("deployment_successful").wait(deploymentId=first, WaiterConfig={"Delay": 1})
say("the old fleet is terminated")
copies = deploy.get_deployment_group(applicationName=name, deploymentGroupName=name)["deploymentGroupInfo"]["autoScalingGroups"]
assert [g["name"] for g in copies] == [f"CodeDeploy_{name}_{first}"], copies
say("the deployment group names the copy")

bad = start(broken)
until("the broken release fails", lambda: info(bad)["status"] == "Failed")
assert page() == text
say("the broken release has failed, and the old one answers")

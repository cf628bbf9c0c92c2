"""The road by boto3, which has models of its own: approve, push by the API, roll back, and see both failures.

Settings come from `starboard env`. Arguments: the project's name, the address of production. Prints one line a step.
"""
import sys
import time
import urllib.request

import boto3

name, production = sys.argv[1:3]
pipeline = boto3.client("codepipeline")
commit = boto3.client("codecommit")
build = boto3.client("codebuild")
deploy = boto3.client("codedeploy")
logs = boto3.client("logs")


def until(what, ask, seconds=90):
    began = time.time()
    while time.time() < began + seconds:
        answer = ask()
        if answer:
            return answer
        time.sleep(min(0.2, max(0.02, (time.time() - began) / 10)))  # as engine/testing/wait.ts
    raise SystemExit(f"not within {seconds} s: {what}")


def newest():
    return pipeline.list_pipeline_executions(pipelineName=name)["pipelineExecutionSummaries"][0]["pipelineExecutionId"]


def status(execution):
    return pipeline.get_pipeline_execution(pipelineName=name, pipelineExecutionId=execution)["pipelineExecution"]["status"]


def approve():
    def token():
        for stage in pipeline.get_pipeline_state(name=name)["stageStates"]:
            if stage["stageName"] == "ApproveProduction":
                return stage["actionStates"][0].get("latestExecution", {}).get("token")

    pipeline.put_approval_result(pipelineName=name, stageName="ApproveProduction", actionName="Approve",
                                 token=until("an approval waits", token), result={"summary": "by boto3", "status": "Approved"})


def put(path, content):
    before = newest()
    parent = commit.get_branch(repositoryName=name, branchName="main")["branch"]["commitId"]
    commit.put_file(repositoryName=name, branchName="main", parentCommitId=parent, filePath=path, fileContent=content.encode(), commitMessage=f"Change {path} — naïve")
    return until("an execution starts", lambda: newest() != before and newest(), 5)


def read(path):
    return commit.get_file(repositoryName=name, filePath=path)["fileContent"].decode()


def page():
    return urllib.request.urlopen(production, timeout=10).read().decode()


def action(execution, stage):
    details = pipeline.list_action_executions(pipelineName=name, filter={"pipelineExecutionId": execution})["actionExecutionDetails"]
    return next(d for d in details if d["stageName"] == stage)


first = newest()
approve()
until("the first release is live", lambda: status(first) == "Succeeded")
assert "Hello from plain Node" in page()
print("approved")

second = put("src/page.js", read("src/page.js").replace("Hello from plain Node", "Hello from boto3"))
until("staging has it", lambda: any(s["stageName"] == "ApproveProduction" and s.get("latestExecution", {}).get("pipelineExecutionId") == second for s in pipeline.get_pipeline_state(name=name)["stageStates"]))
approve()
until("the second release is live", lambda: status(second) == "Succeeded")
assert "Hello from boto3" in page()
print("released")

rollback = pipeline.rollback_stage(pipelineName=name, stageName="Production", targetPipelineExecutionId=first)["pipelineExecutionId"]
until("the rollback is done", lambda: status(rollback) == "Succeeded")
assert "Hello from plain Node" in page()
print("rolled back")

hooked = put("scripts/start.sh", "#!/bin/sh\necho no >&2\nexit 4\n")
until("the deployment fails", lambda: status(hooked) == "Failed")
deployment = action(hooked, "Staging")["output"]["executionResult"]["externalExecutionId"]
target = deploy.list_deployment_targets(deploymentId=deployment)["targetIds"][0]
events = deploy.get_deployment_target(deploymentId=deployment, targetId=target)["deploymentTarget"]["instanceTarget"]["lifecycleEvents"]
failed = next(e for e in events if e["status"] == "Failed")
assert failed["lifecycleEventName"] == "ApplicationStart" and failed["diagnostics"]["errorCode"] == "ScriptFailed", failed
print("a failing hook stops")

spec = read("buildspec.yml")
broken = put("buildspec.yml", spec.replace("npm test", "npm run no-such-script"))
until("the build fails", lambda: status(broken) == "Failed")
result = action(broken, "Build")["output"]["executionResult"]
assert result["errorDetails"]["code"] == "JobFailed" and "COMMAND_EXECUTION_ERROR" in result["errorDetails"]["message"], result
found = build.batch_get_builds(ids=[result["externalExecutionId"]])["builds"][0]
lines = "".join(e["message"] for e in logs.get_log_events(logGroupName=found["logs"]["groupName"], logStreamName=found["logs"]["streamName"], startFromHead=True)["events"])
assert "Command did not exit successfully npm run no-such-script" in lines
print("a failing build stops")

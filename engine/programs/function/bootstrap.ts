/**
 * Runs inside, as the runtime of Lambda's Node.js does: calls the handler with the event, whichever of the two forms it
 * has (Lambda developer guide, "Define Lambda function handler in Node.js"), and ends with it.
 */
export const BOOTSTRAP = `
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const [, , task] = process.argv;
const { env } = process;
const end = (error) => {
  if (error) {
    console.error(error);
    console.error('Error: Runtime exited with error: exit status 1');
  } else console.log('END RequestId: ' + env.STARBOARD_FUNCTION_REQUEST);
  process.exit(error ? 1 : 0);
};
const deadline = Date.now() + Number(env.STARBOARD_FUNCTION_SECONDS) * 1000;
const context = {
  awsRequestId: env.STARBOARD_FUNCTION_REQUEST,
  functionName: env.AWS_LAMBDA_FUNCTION_NAME,
  functionVersion: '$LATEST',
  logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
  logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
  memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
  callbackWaitsForEmptyEventLoop: true,
  getRemainingTimeInMillis: () => Math.max(0, deadline - Date.now()),
  done: (error) => end(error),
  fail: (error) => end(error || new Error('fail')),
  succeed: () => end(),
};
console.log('START RequestId: ' + env.STARBOARD_FUNCTION_REQUEST + ' Version: $LATEST');
const parts = env._HANDLER.split('.');
const name = parts.pop();
try {
  const handler = require(join(task, parts.join('.')))[name];
  if (typeof handler !== 'function') throw new Error(env._HANDLER + ' is undefined or not exported');
  const event = JSON.parse(readFileSync(join(task, 'event.json'), 'utf8'));
  const answer = handler(event, context, (error) => end(error));
  if (answer && typeof answer.then === 'function') answer.then(() => end(), (e) => end(e || new Error('rejected')));
} catch (error) {
  end(error);
}
`.trimStart();

// Asks the health check until it names the expected commit, for twenty seconds at most.
const expected = process.argv[2];
const url = `http://127.0.0.1:${process.env.PORT}/health`;
const deadline = Date.now() + 20_000;
let last = 'no answer';

while (Date.now() < deadline) {
  try {
    const { commit } = await (await fetch(url)).json();
    if (commit === expected) {
      console.log(`healthy at ${commit}`);
      process.exit(0);
    }
    last = `it answers with commit ${commit}`;
  } catch (error) {
    last = error.cause?.code ?? error.message;
  }
  await new Promise((resolve) => setTimeout(resolve, 50));
}

console.error(`${url} did not become healthy at ${expected}: ${last}`);
process.exit(1);

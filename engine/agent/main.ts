process.stderr.write('the build runner is not here yet\n');
process.exit(1);

# frozen_string_literal: true

# Asks the health check until it names the expected commit, for twenty seconds at most.
require 'json'
require 'net/http'

expected = ARGV.fetch(0)
url = URI("http://127.0.0.1:#{ENV.fetch('PORT')}/health")
deadline = Process.clock_gettime(Process::CLOCK_MONOTONIC) + 20
last = 'no answer'

while Process.clock_gettime(Process::CLOCK_MONOTONIC) < deadline
  begin
    commit = JSON.parse(Net::HTTP.get(url))['commit']
    if commit == expected
      puts "healthy at #{commit}"
      exit
    end
    last = "it answers with commit #{commit}"
  rescue SystemCallError, IOError, JSON::ParserError, Timeout::Error => e
    last = e.message
  end
  sleep 0.05
end

abort "#{url} did not become healthy at #{expected}: #{last}"

# frozen_string_literal: true

require 'cgi/escape'
require 'fileutils'
require 'minitest'

# Writes reports/junit.xml beside Minitest's own output.
class JUnitReporter < Minitest::AbstractReporter
  def initialize
    super
    @results = []
  end

  def record(result)
    @results << result
  end

  def report
    failed = @results.count { |r| !r.passed? && !r.skipped? }
    FileUtils.mkdir_p('reports')
    File.write('reports/junit.xml', <<~XML)
      <testsuite name="tests" tests="#{@results.size}" failures="#{failed}">
      #{@results.map { |r| testcase(r) }.join("\n")}
      </testsuite>
    XML
  end

  private

  def testcase(result)
    found = result.failures.map do |failure|
      %(<#{result.skipped? ? 'skipped' : 'failure'} message="#{CGI.escapeHTML(failure.message)}"/>)
    end
    %(<testcase classname="#{result.klass}" name="#{result.name}" time="#{format('%.3f', result.time)}">#{found.join}</testcase>)
  end
end

module Minitest
  def self.plugin_junit_init(_options)
    reporter << JUnitReporter.new
  end
end

Minitest.extensions << 'junit'
Minitest.autorun

# frozen_string_literal: true

ENV['APP_ENV'] = 'test'

require_relative 'junit'
require 'rack/test'
require_relative '../app'

class AppTest < Minitest::Test
  include Rack::Test::Methods

  def app
    App.set :commit, 'abc123'
    App
  end

  def test_the_health_check_names_the_commit
    get '/health'
    assert_equal 200, last_response.status
    assert_equal({ 'status' => 'ok', 'commit' => 'abc123' }, JSON.parse(last_response.body))
  end

  def test_it_greets_by_name
    get '/api/greetings/Ada'
    assert_equal({ 'greeting' => 'Hello, Ada' }, JSON.parse(last_response.body))
  end

  def test_a_name_that_is_too_long_is_refused
    get "/api/greetings/#{'x' * 41}"
    assert_equal 400, last_response.status
  end

  def test_the_page_has_a_heading_and_names_the_commit
    get '/'
    assert_match(%r{<h1>[^<]+</h1>}, last_response.body)
    assert_includes last_response.body, 'abc123'
  end

  def test_an_unknown_address_is_not_found
    get '/nothing'
    assert_equal 404, last_response.status
  end
end

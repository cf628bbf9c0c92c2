# frozen_string_literal: true

require 'json'
require 'sinatra/base'

# The service, without a port: tests and Puma share it.
class App < Sinatra::Base
  MAX_NAME = 40

  set :commit, -> { File.exist?('commit.txt') ? File.read('commit.txt').strip : 'unreleased' }
  set :host_authorization, { permitted_hosts: [] }
  disable :show_exceptions

  helpers do
    def json(value, status = 200)
      content_type :json
      halt status, "#{JSON.generate(value)}\n"
    end
  end

  get '/' do
    erb :index, locals: { commit: settings.commit }
  end

  get '/health' do
    json({ status: 'ok', commit: settings.commit })
  end

  get '/api/greetings/:name' do |name|
    json({ error: "a name has at most #{MAX_NAME} characters" }, 400) if name.length > MAX_NAME
    json({ greeting: "Hello, #{name}" })
  end

  not_found do
    content_type :json
    "#{JSON.generate({ error: 'not found' })}\n"
  end
end

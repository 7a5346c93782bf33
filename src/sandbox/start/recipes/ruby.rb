# Se connecter au bac à sable avec le gem openid_connect.
#   gem install openid_connect webrick
#   FC_CLIENT_SECRET=... ruby connexion.rb
require "json"
require "net/http"
require "openid_connect"
require "securerandom"
require "webrick"

ISSUER = {{single:issuer}}
CLIENT_ID = {{single:client_id}}
REDIRECT_URI = {{single:redirect_uri}}
POST_LOGOUT_URI = {{single:post_logout_redirect_uri}}

SWD.url_builder = URI::HTTP {{if http}}
CONFIG = OpenIDConnect::Discovery::Provider::Config.discover!(ISSUER)
CLIENT = OpenIDConnect::Client.new(
  identifier: CLIENT_ID,
  secret: ENV.fetch("FC_CLIENT_SECRET"),
  redirect_uri: REDIRECT_URI,
  authorization_endpoint: CONFIG.authorization_endpoint,
  token_endpoint: CONFIG.token_endpoint,
  userinfo_endpoint: CONFIG.userinfo_endpoint
)
SESSIONS = Hash.new { |all, id| all[id] = {} }

def session(request, response)
  id = request.cookies.find { |cookie| cookie.name == "session" }&.value || SecureRandom.hex(32)
  response["Set-Cookie"] = "session=#{id}; HttpOnly; SameSite=Lax; Path=/"
  SESSIONS[id]
end

def go(response, address)
  response.status = 302
  response["Location"] = address
end

server = WEBrick::HTTPServer.new(Port: Integer(ENV.fetch("PORT", {{single:port}})), BindAddress: "127.0.0.1")
server.mount_proc("/connexion") do |request, response|
  kept = session(request, response)
  kept[:state], kept[:nonce] = SecureRandom.hex(32), SecureRandom.hex(32)
  # Pas de PKCE : FranceConnect refuse les paramètres qu'il ne connaît pas.
  go(response, CLIENT.authorization_uri(scope: {{single:scope}}.split, state: kept[:state], nonce: kept[:nonce], acr_values: {{single:acr}}))
end
server.mount_proc(URI(REDIRECT_URI).path) do |request, response|
  kept = session(request, response)
  raise "state inattendu" unless request.query["state"] == kept[:state]
  CLIENT.authorization_code = request.query["code"]
  tokens = CLIENT.access_token!(:body) # client_secret_post
  keys = CONFIG.jwks
  id_token = OpenIDConnect::ResponseObject::IdToken.decode(tokens.id_token, keys)
  id_token.verify!(issuer: ISSUER, client_id: CLIENT_ID, nonce: kept[:nonce])
  # userinfo répond par un JWT : sa signature est vérifiée.
  answer = Net::HTTP.get(URI(CONFIG.userinfo_endpoint), "Authorization" => "Bearer #{tokens.access_token}")
  user = JSON::JWT.decode(answer, keys)
  raise "sub inattendu" unless user[:sub] == id_token.sub
  kept[:user], kept[:id_token] = user, tokens.id_token
  go(response, "/")
end
server.mount_proc("/deconnexion") do |request, response|
  kept = session(request, response)
  kept[:state] = SecureRandom.hex(32)
  query = { id_token_hint: kept[:id_token], post_logout_redirect_uri: POST_LOGOUT_URI, state: kept[:state] }
  go(response, "#{CONFIG.end_session_endpoint}?#{URI.encode_www_form(query)}")
end
server.mount_proc(URI(POST_LOGOUT_URI).path) do |request, response|
  kept = session(request, response)
  raise "state inattendu" unless request.query["state"] == kept[:state]
  kept.clear
  go(response, "/")
end
server.mount_proc("/") do |request, response|
  response["Content-Type"] = "application/json; charset=utf-8"
  response.body = JSON.generate(session(request, response)[:user] || { connexion: "/connexion" })
end
trap("TERM") { server.shutdown }
server.start

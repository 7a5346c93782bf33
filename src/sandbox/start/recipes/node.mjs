// Se connecter au bac à sable avec openid-client 6.
//   npm install openid-client@6
//   FC_CLIENT_SECRET=... node connexion.mjs   {{if secret}}
//   FC_PRIVATE_KEY=cle-privee.jwk node connexion.mjs   {{if key}}
import { randomUUID } from "node:crypto";
import { readFile } from "node:fs/promises"; {{if key}}
import http from "node:http";
import * as client from "openid-client";

const redirectUri = new URL({{json:redirect_uri}});
const postLogoutUri = new URL({{json:post_logout_redirect_uri}});
const jwk = JSON.parse(await readFile(process.env.FC_PRIVATE_KEY)); {{if key}}
const importAs = { {{if key}}
  ES256: { name: "ECDSA", namedCurve: "P-256" }, {{if key}}
  RS256: { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" }, {{if key}}
}[jwk.kty === "EC" ? "ES256" : "RS256"]; {{if key}}
const key = await crypto.subtle.importKey("jwk", jwk, importAs, false, ["sign"]); {{if key}}

const config = await client.discovery(
  new URL({{json:issuer}}),
  {{json:client_id}},
  {
    id_token_signed_response_alg: {{json:alg}},
    userinfo_signed_response_alg: {{json:alg}},
  },
  client.ClientSecretPost(process.env.FC_CLIENT_SECRET), {{if secret}}
  client.PrivateKeyJwt({ key, kid: jwk.kid }), {{if key}}
  { execute: [client.allowInsecureRequests] }, {{if http}}
);
// Les réponses de userinfo sont des JWT : leur signature est vérifiée.
client.enableNonRepudiationChecks(config);

const sessions = new Map();

async function answer(request, response) {
  const url = new URL(request.url, redirectUri);
  const sid = /session=([\w-]+)/.exec(request.headers.cookie ?? "")?.[1] ?? randomUUID();
  const session = sessions.get(sid) ?? {};
  sessions.set(sid, session);
  const go = (location) =>
    response
      .writeHead(302, { location, "set-cookie": `session=${sid}; HttpOnly; SameSite=Lax; Path=/` })
      .end();

  if (url.pathname === "/connexion") {
    session.state = client.randomState();
    session.nonce = client.randomNonce();
    // Pas de PKCE ni d'autre paramètre : FranceConnect refuse ce qu'il ne connaît pas.
    return go(client.buildAuthorizationUrl(config, {
      redirect_uri: redirectUri.href,
      scope: {{json:scope}},
      acr_values: {{json:acr}},
      state: session.state,
      nonce: session.nonce,
    }).href);
  }
  if (url.pathname === redirectUri.pathname) {
    const tokens = await client.authorizationCodeGrant(config, url, {
      expectedState: session.state,
      expectedNonce: session.nonce,
      idTokenExpected: true,
    });
    session.user = await client.fetchUserInfo(config, tokens.access_token, tokens.claims().sub);
    session.idToken = tokens.id_token;
    return go("/");
  }
  if (url.pathname === "/deconnexion") {
    session.state = client.randomState();
    return go(client.buildEndSessionUrl(config, {
      id_token_hint: session.idToken,
      post_logout_redirect_uri: postLogoutUri.href,
      state: session.state,
    }).href);
  }
  if (url.pathname === postLogoutUri.pathname && url.pathname !== "/") {
    if (url.searchParams.get("state") !== session.state) throw new Error("state inattendu");
    sessions.delete(sid);
    return go("/");
  }
  response.writeHead(200, { "content-type": "application/json; charset=utf-8" });
  response.end(JSON.stringify(session.user ?? { connexion: "/connexion" }, null, 2));
}

http
  .createServer((request, response) => {
    answer(request, response).catch((error) => {
      response.writeHead(400, { "content-type": "text/plain; charset=utf-8" });
      response.end(`${error.code ?? ""} ${error.error_description ?? error.message}\n`);
    });
  })
  .listen(Number(process.env.PORT ?? {{raw:port}}));

// oidc-provider set up to do what the sandbox does: a choice of identity, an information page, a code, an ES256 id_token,
// a signed userinfo answer, a logout with its confirmation. Everything in memory, in one process: `PORT`, `CLIENTS` and
// `SECRET` say where it listens, the client_id's and their secret; `REDIRECT` and `FAREWELL` where it sends browsers back.
import { generateKeyPairSync } from "node:crypto";
import http from "node:http";

import Provider from "oidc-provider";

const { PORT, CLIENTS, SECRET, REDIRECT, FAREWELL } = process.env;
const issuer = `http://127.0.0.1:${PORT}`;
const pair = (kind, options) => generateKeyPairSync(kind, options).privateKey.export({ format: "jwk" });
const claims = ["given_name", "family_name", "birthdate", "gender", "birthplace", "birthcountry"];

const provider = new Provider(issuer, {
  jwks: {
    keys: [
      { ...pair("ec", { namedCurve: "P-256" }), use: "sig", alg: "ES256" },
      { ...pair("rsa", { modulusLength: 2048 }), use: "sig", alg: "RS256" },
    ],
  },
  clients: CLIENTS.split(",").map((client_id) => ({
    client_id,
    client_secret: SECRET,
    redirect_uris: [REDIRECT],
    post_logout_redirect_uris: [FAREWELL],
    token_endpoint_auth_method: "client_secret_post",
    id_token_signed_response_alg: "ES256",
    userinfo_signed_response_alg: "ES256",
    subject_type: "pairwise",
  })),
  subjectTypes: ["pairwise"],
  pairwiseIdentifier: async (ctx, account, client) => `${client.clientId}-${account}`,
  acrValues: ["eidas1"],
  claims: { openid: ["sub"], identite_pivot: claims },
  scopes: ["openid"],
  pkce: { required: () => false },
  // The program that measures sends the origin of a browser with every form.
  clientBasedCORS: () => true,
  cookies: { keys: ["a key for measures"] },
  ttl: { AccessToken: 60, AuthorizationCode: 30, IdToken: 60, Grant: 1800, Interaction: 1800, Session: 1800 },
  features: { jwtUserinfo: { enabled: true }, devInteractions: { enabled: false } },
  enabledJWA: {
    idTokenSigningAlgValues: ["ES256", "RS256"],
    userinfoSigningAlgValues: ["ES256", "RS256"],
  },
  interactions: { url: (ctx, interaction) => `/interaction/${interaction.uid}` },
  async findAccount(ctx, id) {
    return {
      accountId: id,
      claims: async () => ({
        sub: id,
        given_name: "Angela Claire Louise",
        family_name: "DUBOIS",
        birthdate: "1962-08-24",
        gender: "female",
        birthplace: "75107",
        birthcountry: "99100",
      }),
    };
  },
});

const page = (response, title, action, button) => {
  response.writeHead(200, { "content-type": "text/html; charset=utf-8" });
  response.end(`<!doctype html><html lang="fr"><title>${title}</title><h1>${title}</h1>
<form method="post" action="${action}"><button name="login" value="test">${button}</button></form></html>`);
};

async function interaction(request, response) {
  const { uid, prompt, params, session, grantId } = await provider.interactionDetails(request, response);
  if (request.method !== "POST") {
    const button = prompt.name === "login" ? "Angela Claire Louise DUBOIS" : "Continuer";
    return page(response, prompt.name, `/interaction/${uid}`, button);
  }
  request.resume();
  if (prompt.name === "login") {
    return provider.interactionFinished(request, response, { login: { accountId: "test" } });
  }
  const known = grantId && (await provider.Grant.find(grantId));
  const grant = known || new provider.Grant({ accountId: session.accountId, clientId: params.client_id });
  grant.addOIDCScope((prompt.details.missingOIDCScope ?? []).join(" "));
  grant.addOIDCClaims(prompt.details.missingOIDCClaims ?? []);
  return provider.interactionFinished(request, response, { consent: { grantId: await grant.save() } });
}

const callback = provider.callback();
http
  .createServer((request, response) => {
    if (request.url.startsWith("/interaction/")) {
      interaction(request, response).catch((error) => {
        response.writeHead(500);
        response.end(String(error));
      });
    } else {
      callback(request, response);
    }
  })
  .listen(Number(PORT), "127.0.0.1");

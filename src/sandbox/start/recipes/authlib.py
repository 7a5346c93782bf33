# Se connecter au bac à sable avec Authlib 1.9 et Flask 3.
#   pip install Authlib Flask requests
#   FC_CLIENT_SECRET=... python connexion.py
import os
import secrets

import requests
from authlib.integrations.flask_client import OAuth
from flask import Flask, jsonify, redirect, request, session
from joserfc import jwt
from joserfc.jwk import KeySet
from urllib.parse import urlencode, urlsplit

REDIRECT_URI = {{json:redirect_uri}}
POST_LOGOUT_URI = {{json:post_logout_redirect_uri}}
ISSUER = {{json:issuer}}

app = Flask(__name__)
app.secret_key = secrets.token_hex(32)
oauth = OAuth(app)
fc = oauth.register(
    "franceconnect",
    client_id={{json:client_id}},
    client_secret=os.environ["FC_CLIENT_SECRET"],
    server_metadata_url=ISSUER + "/.well-known/openid-configuration",
    client_kwargs={
        "scope": {{json:scope}},
        "token_endpoint_auth_method": "client_secret_post",
        # L'access_token vit 60 secondes : sans cela, Authlib le croit déjà expiré.
        "leeway": 0,
    },
)


@app.get("/")
def home():
    return jsonify(session.get("user", {"connexion": "/connexion"}))


@app.get("/connexion")
def login():
    # state et nonce d'au moins 32 caractères : ceux d'Authlib sont trop courts.
    return fc.authorize_redirect(
        REDIRECT_URI,
        acr_values={{json:acr}},
        state=secrets.token_urlsafe(32),
        nonce=secrets.token_urlsafe(32),
    )


@app.get(urlsplit(REDIRECT_URI).path)
def callback():
    if request.args.get("iss", ISSUER) != ISSUER:
        return "iss inattendu", 400
    # Vérifie state, nonce, iss, aud, exp et la signature de l'id_token.
    token = fc.authorize_access_token()
    # userinfo répond par un JWT, que l'on vérifie aussi.
    answer = fc.get(fc.server_metadata["userinfo_endpoint"], token=token)
    answer.raise_for_status()
    keys = KeySet.import_key_set(requests.get(fc.server_metadata["jwks_uri"], timeout=10).json())
    claims = jwt.decode(answer.text, keys, algorithms=[{{json:alg}}]).claims
    if claims["sub"] != token["userinfo"]["sub"] or claims["aud"] != fc.client_id:
        return "userinfo inattendu", 400
    session["user"], session["id_token"] = claims, token["id_token"]
    return redirect("/")


@app.get("/deconnexion")
def logout():
    session["logout"] = secrets.token_urlsafe(32)
    query = {
        "id_token_hint": session.get("id_token", ""),
        "post_logout_redirect_uri": POST_LOGOUT_URI,
        "state": session["logout"],
    }
    fc.load_server_metadata()
    return redirect(fc.server_metadata["end_session_endpoint"] + "?" + urlencode(query))


@app.get(urlsplit(POST_LOGOUT_URI).path)
def logged_out():
    if not secrets.compare_digest(request.args.get("state", ""), session.get("logout", "?")):
        return "state inattendu", 400
    session.clear()
    return redirect("/")


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", {{raw:port}})))

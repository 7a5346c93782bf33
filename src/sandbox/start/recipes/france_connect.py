# Se connecter au bac à sable avec france-connect-py 2.1 et Flask 3.
#   pip install france-connect-py Flask
#   FC_CLIENT_SECRET=... python connexion.py
import os
import secrets
from urllib.parse import urlsplit

from flask import Flask, jsonify, redirect, request, session
from france_connect.clients import FranceConnect

REDIRECT_URI = {{json:redirect_uri}}
POST_LOGOUT_URI = {{json:post_logout_redirect_uri}}
PATH = urlsplit({{json:issuer}}).path

app = Flask(__name__)
app.secret_key = secrets.token_hex(32)
fc = FranceConnect(
    client_id={{json:client_id}},
    client_secret=os.environ["FC_CLIENT_SECRET"],
    scopes={{json:scopes}},
    login_callback_url=REDIRECT_URI,
    logout_callback_url=POST_LOGOUT_URI,
    fc_base_url={{json:issuer}},
    fc_authorization_url=PATH + "/authorize",
    fc_token_url=PATH + "/token",
    fc_jwks_url=PATH + "/jwks",
    fc_userinfo_url=PATH + "/userinfo",
    fc_logout_url=PATH + "/session/end",
    jwt_algorithms=[{{json:alg}}],
)


@app.get("/")
def home():
    return jsonify(session.get("user", {"connexion": "/connexion"}))


@app.get("/connexion")
def login():
    url, session["nonce"], session["state"] = fc.get_authentication_url()
    return redirect(url)


@app.get(urlsplit(REDIRECT_URI).path)
def callback():
    if not secrets.compare_digest(request.args.get("state", ""), session.get("state", "?")):
        return "state inattendu", 400
    if "error" in request.args:
        return request.args.get("error_description", request.args["error"]), 400
    token, claims = fc.get_id_token(request.args["code"])
    if claims["nonce"] != session.get("nonce"):
        return "nonce inattendu", 400
    user = fc.get_user_info(token["access_token"])
    if user["sub"] != claims["sub"]:
        return "sub inattendu", 400
    session["user"], session["id_token"] = user, token["id_token"]
    return redirect("/")


@app.get("/deconnexion")
def logout():
    session["state"] = fc.generate_state()
    return redirect(fc.get_logout_url(session.get("id_token", ""), session["state"]))


@app.get(urlsplit(POST_LOGOUT_URI).path)
def logged_out():
    if not secrets.compare_digest(request.args.get("state", ""), session.get("state", "?")):
        return "state inattendu", 400
    session.clear()
    return redirect("/")


if __name__ == "__main__":
    app.run(port=int(os.environ.get("PORT", {{raw:port}})))

// Se connecter au bac à sable avec go-oidc.
//
//	go mod init connexion && go get github.com/coreos/go-oidc/v3 golang.org/x/oauth2
//	FC_CLIENT_SECRET=... go run connexion.go
package main

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	issuer        = {{json:issuer}}
	clientID      = {{json:client_id}}
	redirectURI   = {{json:redirect_uri}}
	postLogoutURI = {{json:post_logout_redirect_uri}}
)

func random() string {
	bytes := make([]byte, 32)
	if _, err := rand.Read(bytes); err != nil {
		log.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}

// remember garde une valeur dans un cookie, le temps d'une connexion.
func remember(w http.ResponseWriter, name, value string) {
	http.SetCookie(w, &http.Cookie{Name: name, Value: value, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
}

func remembered(r *http.Request, name string) string {
	cookie, err := r.Cookie(name)
	if err != nil {
		return ""
	}
	return cookie.Value
}

func path(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		log.Fatal(err)
	}
	return parsed.Path
}

func main() {
	ctx := context.Background()
	provider, err := oidc.NewProvider(ctx, issuer)
	if err != nil {
		log.Fatal(err)
	}
	var endpoints struct {
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&endpoints); err != nil {
		log.Fatal(err)
	}
	endpoint := provider.Endpoint()
	endpoint.AuthStyle = oauth2.AuthStyleInParams // client_secret_post
	fc := oauth2.Config{
		ClientID:     clientID,
		ClientSecret: os.Getenv("FC_CLIENT_SECRET"),
		Endpoint:     endpoint,
		RedirectURL:  redirectURI,
		Scopes:       strings.Fields({{json:scope}}),
	}
	verifier := provider.Verifier(&oidc.Config{
		ClientID: clientID,
		SupportedSigningAlgs: []string{
			{{json:alg}},
		},
	})

	http.HandleFunc("/connexion", func(w http.ResponseWriter, r *http.Request) {
		state, nonce := random(), random()
		remember(w, "state", state)
		remember(w, "nonce", nonce)
		// Pas de PKCE : FranceConnect refuse les paramètres qu'il ne connaît pas.
		acr := oauth2.SetAuthURLParam("acr_values", {{json:acr}})
		http.Redirect(w, r, fc.AuthCodeURL(state, oidc.Nonce(nonce), acr), http.StatusFound)
	})
	http.HandleFunc(path(redirectURI), func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("state") == "" || r.FormValue("state") != remembered(r, "state") || r.FormValue("iss") != issuer {
			http.Error(w, "state ou iss inattendu", http.StatusBadRequest)
			return
		}
		tokens, err := fc.Exchange(r.Context(), r.FormValue("code"))
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		raw, _ := tokens.Extra("id_token").(string)
		idToken, err := verifier.Verify(r.Context(), raw)
		if err != nil || idToken.Nonce != remembered(r, "nonce") {
			http.Error(w, fmt.Sprint("id_token refusé : ", err), http.StatusBadRequest)
			return
		}
		// go-oidc vérifie la signature de userinfo, qui est un JWT.
		info, err := provider.UserInfo(r.Context(), oauth2.StaticTokenSource(tokens))
		if err != nil || info.Subject != idToken.Subject {
			http.Error(w, fmt.Sprint("userinfo refusé : ", err), http.StatusBadRequest)
			return
		}
		var user map[string]any
		if err := info.Claims(&user); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		remember(w, "id_token", raw)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(user)
	})
	http.HandleFunc("/deconnexion", func(w http.ResponseWriter, r *http.Request) {
		state := random()
		remember(w, "state", state)
		query := url.Values{
			"id_token_hint":            {remembered(r, "id_token")},
			"post_logout_redirect_uri": {postLogoutURI},
			"state":                    {state},
		}
		http.Redirect(w, r, endpoints.EndSession+"?"+query.Encode(), http.StatusFound)
	})
	http.HandleFunc(path(postLogoutURI), func(w http.ResponseWriter, r *http.Request) {
		if r.FormValue("state") != remembered(r, "state") {
			http.Error(w, "state inattendu", http.StatusBadRequest)
			return
		}
		remember(w, "id_token", "")
		http.Redirect(w, r, "/connexion", http.StatusFound)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = {{json:port}}
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}

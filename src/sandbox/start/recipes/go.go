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
	"errors"
	"fmt"
	"io"
	"log"
	"net/http"
	"net/url"
	"os"
	"strings"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"
)

const (
	issuer        = {{json:issuer}}
	clientID      = {{json:client_id}}
	redirectURI   = {{json:redirect_uri}}
	postLogoutURI = {{json:post_logout_redirect_uri}}
)

// visit est ce que le service sait d'un navigateur, derrière un cookie.
type visit struct {
	state, nonce, idToken string
	user                  map[string]any
}

var visits sync.Map

func random() string {
	bytes := make([]byte, 32)
	if _, err := rand.Read(bytes); err != nil {
		log.Fatal(err)
	}
	return base64.RawURLEncoding.EncodeToString(bytes)
}

func visitOf(w http.ResponseWriter, r *http.Request) *visit {
	id := random()
	if cookie, err := r.Cookie("session"); err == nil {
		id = cookie.Value
	}
	http.SetCookie(w, &http.Cookie{Name: "session", Value: id, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode})
	kept, _ := visits.LoadOrStore(id, &visit{})
	return kept.(*visit)
}

func path(address string) string {
	parsed, err := url.Parse(address)
	if err != nil {
		log.Fatal(err)
	}
	return parsed.Path
}

// userinfo lit l'identité : un JWT signé, que verifier contrôle comme l'id_token.
func userinfo(ctx context.Context, address, token string) (string, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return "", err
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		return "", err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return string(body), err
}

func main() {
	provider, err := oidc.NewProvider(context.Background(), issuer)
	if err != nil {
		log.Fatal(err)
	}
	var found struct {
		Userinfo   string `json:"userinfo_endpoint"`
		EndSession string `json:"end_session_endpoint"`
	}
	if err := provider.Claims(&found); err != nil {
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
	signIn := func(r *http.Request, kept *visit) error {
		if kept.state == "" || r.FormValue("state") != kept.state || r.FormValue("iss") != issuer {
			return errors.New("state ou iss inattendu")
		}
		tokens, err := fc.Exchange(r.Context(), r.FormValue("code"))
		if err != nil {
			return err
		}
		raw, _ := tokens.Extra("id_token").(string)
		idToken, err := verifier.Verify(r.Context(), raw)
		if err != nil || idToken.Nonce != kept.nonce {
			return fmt.Errorf("id_token refusé : %v", err)
		}
		signed, err := userinfo(r.Context(), found.Userinfo, tokens.AccessToken)
		if err != nil {
			return err
		}
		user, err := verifier.Verify(r.Context(), signed)
		if err != nil || user.Subject != idToken.Subject {
			return fmt.Errorf("userinfo refusé : %v", err)
		}
		kept.idToken = raw
		return user.Claims(&kept.user)
	}

	http.HandleFunc("/connexion", func(w http.ResponseWriter, r *http.Request) {
		kept := visitOf(w, r)
		kept.state, kept.nonce = random(), random()
		// Pas de PKCE : FranceConnect refuse les paramètres qu'il ne connaît pas.
		acr := oauth2.SetAuthURLParam("acr_values", {{json:acr}})
		http.Redirect(w, r, fc.AuthCodeURL(kept.state, oidc.Nonce(kept.nonce), acr), http.StatusFound)
	})
	http.HandleFunc(path(redirectURI), func(w http.ResponseWriter, r *http.Request) {
		if err := signIn(r, visitOf(w, r)); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		http.Redirect(w, r, "/", http.StatusFound)
	})
	http.HandleFunc("/deconnexion", func(w http.ResponseWriter, r *http.Request) {
		kept := visitOf(w, r)
		kept.state = random()
		query := url.Values{"id_token_hint": {kept.idToken}, "post_logout_redirect_uri": {postLogoutURI}, "state": {kept.state}}
		http.Redirect(w, r, found.EndSession+"?"+query.Encode(), http.StatusFound)
	})
	http.HandleFunc(path(postLogoutURI), func(w http.ResponseWriter, r *http.Request) {
		kept := visitOf(w, r)
		if r.FormValue("state") != kept.state {
			http.Error(w, "state inattendu", http.StatusBadRequest)
			return
		}
		*kept = visit{}
		http.Redirect(w, r, "/", http.StatusFound)
	})
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		user := visitOf(w, r).user
		if user == nil {
			user = map[string]any{"connexion": "/connexion"}
		}
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		_ = json.NewEncoder(w).Encode(user)
	})
	port := os.Getenv("PORT")
	if port == "" {
		port = {{json:port}}
	}
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}

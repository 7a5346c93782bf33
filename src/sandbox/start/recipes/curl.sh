#!/bin/sh
# Une connexion complète au bac à sable, à la main, avec curl.
#   FC_CLIENT_SECRET=... sh connexion.sh
# Ce client s'authentifie avec sa clé : remplacez client_secret par client_assertion_type et client_assertion. {{if key}}
set -eu
issuer={{shell:issuer}}
client_id={{shell:client_id}}
redirect_uri={{shell:redirect_uri}}
post_logout_redirect_uri={{shell:post_logout_redirect_uri}}

random() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
encode() { printf %s "$1" | od -An -v -tx1 | tr -d '\n' | sed 's/ /%/g'; }
field() { sed -n "s/.*\"$1\": *\"\\([^\"]*\\)\".*/\\1/p"; }
# Le contenu d'un JWT, sans vérifier sa signature : à ne pas faire dans votre service.
payload() { p=$(cut -d. -f2 | tr '_-' '/+'); while [ $((${#p} % 4)) != 0 ]; do p="$p="; done; echo "$p" | base64 -d; echo; }

state=$(random)
nonce=$(random)
echo "1. Ouvrez cette adresse dans votre navigateur et choisissez une identité :"
echo "$issuer/authorize?response_type=code&client_id=$client_id&redirect_uri=$(encode "$redirect_uri")&scope=$(encode {{shell:scope}})&acr_values={{raw:acr}}&state=$state&nonce=$nonce"
echo "2. Vous revenez à votre service. Collez ici l'adresse de cette page (le code vit 30 secondes) :"
read -r back
case $back in
*"state=$state"*) ;;
*) echo "Le state n'est pas le nôtre, ou c'est une erreur : $back" >&2 && exit 1 ;;
esac
code=$(echo "$back" | sed -n 's/.*[?&]code=\([^&]*\).*/\1/p')

echo "3. Le code contre les jetons :"
tokens=$(curl -sS "$issuer/token" \
  --data-urlencode grant_type=authorization_code \
  --data-urlencode "code=$code" \
  --data-urlencode "redirect_uri=$redirect_uri" \
  --data-urlencode "client_id=$client_id" \
  --data-urlencode "client_secret=$FC_CLIENT_SECRET")
id_token=$(echo "$tokens" | field id_token)
[ -n "$id_token" ] || { echo "$tokens" >&2 && exit 1; }
echo "$id_token" | payload

echo "4. Les données de la personne, dans un JWT signé :"
curl -sS "$issuer/userinfo" -H "Authorization: Bearer $(echo "$tokens" | field access_token)" | payload

echo "5. Pour se déconnecter, ouvrez dans le même navigateur :"
echo "$issuer/session/end?id_token_hint=$id_token&state=$state&post_logout_redirect_uri=$(encode "$post_logout_redirect_uri")"

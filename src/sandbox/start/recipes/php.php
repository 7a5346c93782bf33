<?php
// Se connecter au bac à sable avec jumbojett/openid-connect-php 1.0.
//   composer require jumbojett/openid-connect-php
//   FC_CLIENT_SECRET=... php -S 127.0.0.1:{{raw:port}} connexion.php
// Cette bibliothèque ne vérifie pas ES256 : choisissez RS256 dans la configuration de ce client. {{if es256}}
declare(strict_types=1);
require __DIR__ . '/vendor/autoload.php';

use Jumbojett\OpenIDConnectClient;

const REDIRECT_URI = {{single:redirect_uri}};
const POST_LOGOUT_URI = {{single:post_logout_redirect_uri}};

session_start();
$path = parse_url($_SERVER['REQUEST_URI'], PHP_URL_PATH);
$fc = new OpenIDConnectClient({{single:issuer}}, {{single:client_id}}, getenv('FC_CLIENT_SECRET'));
$fc->setHttpUpgradeInsecureRequests(false); {{if http}}
$fc->setRedirectURL(REDIRECT_URI);
$fc->addScope(explode(' ', {{single:scope}}));
// Pas de PKCE : FranceConnect refuse les paramètres qu'il ne connaît pas.
$fc->addAuthParam(['acr_values' => {{single:acr}}]);

if ($path === '/connexion' || $path === parse_url(REDIRECT_URI, PHP_URL_PATH)) {
    // Envoie au bac à sable, puis vérifie state, nonce et la signature de l'id_token.
    $fc->authenticate();
    $_SESSION['user'] = (array) $fc->requestUserInfo();
    $_SESSION['id_token'] = $fc->getIdToken();
    header('Location: /');
} elseif ($path === '/deconnexion') {
    $_SESSION['state'] = bin2hex(random_bytes(32));
    header('Location: ' . {{single:issuer}} . '/session/end?' . http_build_query([
        'id_token_hint' => $_SESSION['id_token'] ?? '',
        'post_logout_redirect_uri' => POST_LOGOUT_URI,
        'state' => $_SESSION['state'],
    ]));
} elseif ($path === parse_url(POST_LOGOUT_URI, PHP_URL_PATH)) {
    if (!hash_equals($_SESSION['state'] ?? '?', $_GET['state'] ?? '')) {
        http_response_code(400);
        exit('state inattendu');
    }
    session_destroy();
    header('Location: /');
} else {
    header('Content-Type: application/json; charset=utf-8');
    echo json_encode($_SESSION['user'] ?? ['connexion' => '/connexion']);
}

//! The libraries for which a ready configuration is given, and what to know of each with FranceConnect.
//!
//! `checked` is said to readers: those are run as they are, unmodified, against the sandbox by `make peers`.

/// A library, or a tool, that signs people in.
#[derive(Debug, Clone, Copy)]
pub(super) struct Library {
    /// Its name in addresses.
    pub code: &'static str,
    /// Its name for people.
    pub name: &'static str,
    /// The language or the kind of tool.
    pub kind: &'static str,
    /// The name of the file.
    pub file: &'static str,
    /// The file, with marks.
    pub recipe: &'static str,
    /// Whether our tests run it.
    pub checked: bool,
    /// Whether the recipe knows `private_key_jwt`.
    pub knows_keys: bool,
    /// Whether the library only verifies RS256.
    pub only_rs256: bool,
    /// What to know.
    pub notes: &'static [&'static str],
}

/// Every library, the walk by hand first.
pub(super) const LIBRARIES: &[Library] = &[
    Library {
        code: "curl",
        name: "À la main, avec curl",
        kind: "Ligne de commande",
        file: "connexion.sh",
        recipe: include_str!("recipes/curl.sh"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Le script affiche chaque étape : l'adresse à ouvrir, l'échange du code, les données, la déconnexion.",
            "Le code vit 30 secondes : préparez-vous à coller l'adresse de retour.",
        ],
    },
    Library {
        code: "node",
        name: "openid-client",
        kind: "Node.js",
        file: "connexion.mjs",
        recipe: include_str!("recipes/node.mjs"),
        checked: true,
        knows_keys: true,
        only_rs256: false,
        notes: &[
            "La version 6 n'envoie PKCE que si vous le demandez : ne le demandez pas.",
            "userinfo_signed_response_alg est obligatoire : sans lui, la bibliothèque attend du JSON et refuse le JWT.",
        ],
    },
    Library {
        code: "python",
        name: "Authlib et Flask",
        kind: "Python",
        file: "connexion.py",
        recipe: include_str!("recipes/authlib.py"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Donnez vous-même state et nonce : le nonce d'Authlib compte 20 caractères, FranceConnect en veut 22 au moins et en conseille 32.",
            "La méthode userinfo() d'Authlib attend du JSON : la réponse de FranceConnect est un JWT, que la configuration décode.",
        ],
    },
    Library {
        code: "france-connect-py",
        name: "france-connect-py et Flask",
        kind: "Python",
        file: "connexion.py",
        recipe: include_str!("recipes/france_connect.py"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Écrite pour FranceConnect v2. Elle ne compare ni state ni nonce : la configuration le fait.",
        ],
    },
    Library {
        code: "apache",
        name: "mod_auth_openidc",
        kind: "Apache",
        file: "franceconnect.conf",
        recipe: include_str!("recipes/apache.conf"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Toutes les pages sous / demandent une connexion : les données arrivent à votre application dans des en-têtes OIDC_CLAIM_*.",
            "Son state compte 27 caractères ; FranceConnect en conseille 32 et ne le vérifie pas.",
        ],
    },
    Library {
        code: "java",
        name: "Spring Security",
        kind: "Java",
        file: "FranceConnectConfiguration.java",
        recipe: include_str!("recipes/spring.java"),
        checked: false,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Les propriétés à mettre dans application.properties sont en tête du fichier.",
            "La version 7 envoie PKCE par défaut : désactivez-le pour ce client (ClientSettings, requireProofKey à false).",
        ],
    },
    Library {
        code: "php",
        name: "jumbojett/openid-connect-php",
        kind: "PHP",
        file: "connexion.php",
        recipe: include_str!("recipes/php.php"),
        checked: false,
        knows_keys: false,
        only_rs256: true,
        notes: &[
            "Elle ne vérifie que RS256 : choisissez cet algorithme dans la configuration du client.",
        ],
    },
    Library {
        code: "ruby",
        name: "openid_connect",
        kind: "Ruby",
        file: "connexion.rb",
        recipe: include_str!("recipes/ruby.rb"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "access_token!(:body) envoie le secret dans le corps : HTTP Basic, le choix par défaut, est refusé.",
        ],
    },
    Library {
        code: "go",
        name: "go-oidc",
        kind: "Go",
        file: "connexion.go",
        recipe: include_str!("recipes/go.go"),
        checked: true,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "AuthStyleInParams envoie le secret dans le corps : HTTP Basic est refusé.",
            "Nos essais emploient la version 2 de go-oidc, celle de Debian : le fichier n'appelle que ce qu'elle a de commun avec la version 3.",
        ],
    },
    Library {
        code: "keycloak",
        name: "Keycloak, comme intermédiaire",
        kind: "Fournisseur d'identité",
        file: "franceconnect.json",
        recipe: include_str!("recipes/keycloak.json"),
        checked: false,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "À importer par kcadm.sh create identity-provider/instances -r VOTRE_ROYAUME -f franceconnect.json.",
            "L'adresse de retour à déclarer dans ce client est celle du royaume : .../realms/VOTRE_ROYAUME/broker/franceconnect/endpoint.",
            "acr_values est dans l'adresse d'autorisation : Keycloak n'a pas de champ pour lui.",
        ],
    },
    Library {
        code: "dotnet",
        name: "ASP.NET Core",
        kind: ".NET",
        file: "Program.cs",
        recipe: include_str!("recipes/dotnet.cs"),
        checked: false,
        knows_keys: false,
        only_rs256: false,
        notes: &[
            "Sans DisableTelemetry, la bibliothèque ajoute x-client-SKU et x-client-ver, que FranceConnect refuse (Y030007).",
        ],
    },
];

/// The library of that code.
pub(super) fn find(code: &str) -> Option<&'static Library> {
    LIBRARIES.iter().find(|library| library.code == code)
}

//! A registry of companies on this machine: answers in the real shape, or as slowly and badly as it is told.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};

/// How the registry feels.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Mood {
    /// Answers.
    #[default]
    Well,
    /// Says nothing for longer than anybody waits.
    Slow,
    /// Answers with an error of the server.
    Broken,
    /// Answers with a page instead of data.
    Garbled,
    /// Hangs up in the middle of the answer.
    Cut,
    /// Asks so many callers to wait so many seconds, then answers.
    Tired {
        /// Callers still to be put off.
        callers: u32,
        /// Seconds to wait.
        seconds: u64,
    },
}

#[derive(Debug, Default)]
struct Inner {
    mood: Mood,
    calls: Vec<String>,
    results: Vec<Value>,
}

/// The running server; it ends with the process.
#[derive(Clone)]
pub struct RegistryServer {
    /// Its base address.
    pub url: String,
    inner: Arc<Mutex<Inner>>,
}

impl RegistryServer {
    /// Starts on a free port, knowing nobody.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            inner: Arc::default(),
        };
        let shared = server.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let shared = shared.clone();
                std::thread::spawn(move || shared.talk(stream).ok());
            }
        });
        server
    }

    /// From now on, feels so.
    pub fn feels(&self, mood: Mood) {
        self.inner.lock().unwrap().mood = mood;
    }

    /// From now on, knows this legal person too, in the place of the one with the same SIREN.
    pub fn knows(&self, unit: Value) {
        let mut inner = self.inner.lock().unwrap();
        inner
            .results
            .retain(|known| known["siren"] != unit["siren"]);
        inner.results.push(unit);
    }

    /// The addresses asked so far.
    pub fn calls(&self) -> Vec<String> {
        self.inner.lock().unwrap().calls.clone()
    }

    fn talk(&self, stream: TcpStream) -> std::io::Result<()> {
        let mut out = stream.try_clone()?;
        let mut lines = BufReader::new(stream).lines();
        while let Some(first) = lines.next().transpose()? {
            for line in lines.by_ref() {
                if line?.is_empty() {
                    break;
                }
            }
            let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
            if !self.answer(&mut out, &path)? {
                return Ok(());
            }
        }
        Ok(())
    }

    /// Answers one request; whether the connection stays.
    fn answer(&self, out: &mut TcpStream, path: &str) -> std::io::Result<bool> {
        let mood = {
            let mut inner = self.inner.lock().unwrap();
            inner.calls.push(path.to_owned());
            let mood = inner.mood.clone();
            if let Mood::Tired { callers, .. } = &mut inner.mood {
                *callers = callers.saturating_sub(1);
            }
            mood
        };
        let body = self.search(path).to_string();
        match mood {
            Mood::Tired { callers, seconds } if callers > 0 => {
                let head = format!("Retry-After: {seconds}\r\n");
                send(
                    out,
                    "429 Too Many Requests",
                    &head,
                    "{\"erreur\":\"trop de requêtes\"}",
                )?;
            }
            Mood::Well | Mood::Tired { .. } => send(out, "200 OK", "", &body)?,
            Mood::Slow => {
                std::thread::sleep(Duration::from_secs(20));
                return Ok(false);
            }
            Mood::Broken => send(out, "503 Service Unavailable", "", "{}")?,
            Mood::Garbled => send(out, "200 OK", "", "<html>maintenance</html>")?,
            Mood::Cut => {
                write!(
                    out,
                    "HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{{\"res",
                    body.len()
                )?;
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// What the real one answers: the legal person of the number, with the establishment that matches.
    fn search(&self, path: &str) -> Value {
        let query = path.split("q=").nth(1).unwrap_or_default();
        let number = query.split('&').next().unwrap_or_default();
        let inner = self.inner.lock().unwrap();
        let siren = number.get(..9).unwrap_or_default();
        let results: Vec<&Value> = inner
            .results
            .iter()
            .filter(|unit| unit["siren"] == siren)
            .collect();
        json!({ "results": results, "total_results": results.len(), "page": 1, "per_page": 10, "total_pages": 1 })
    }
}

fn send(out: &mut TcpStream, status: &str, head: &str, body: &str) -> std::io::Result<()> {
    write!(
        out,
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\n{head}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )?;
    out.flush()
}

/// A legal person as the API describes it, the people at its head included: nobody should read them.
pub fn unit(siret: &str, name: &str, category: &str) -> Value {
    let place = json!({
        "siret": siret, "adresse": "1 PLACE DE LA MAIRIE 35000 VAL", "code_postal": "35000", "commune": "35238",
        "libelle_commune": "VAL", "date_creation": "1998-07-14", "etat_administratif": "A", "est_siege": true,
        "latitude": "48.1", "longitude": "-1.6", "activite_principale": "84.11Z", "liste_enseignes": null,
    });
    json!({
        "siren": &siret[..9], "nom_complet": format!("{name} (MAIRIE)"), "nom_raison_sociale": name, "sigle": null,
        "nombre_etablissements": 3, "nature_juridique": category, "activite_principale": "84.11Z",
        "categorie_entreprise": "PME", "date_creation": "1998-07-14", "date_fermeture": null,
        "etat_administratif": "A", "statut_diffusion": "O", "siege": place, "matching_etablissements": [place],
        "dirigeants": [{ "nom": "DURAND", "prenoms": "JEANNE", "annee_de_naissance": "1970", "qualite": "Maire" }],
        "complements": { "est_association": false, "est_service_public": true, "est_entrepreneur_individuel": false,
            "collectivite_territoriale": { "code": "35238", "elus": [{ "nom": "DURAND" }] } },
        "une_cle_nouvelle": { "a": [1, 2, 3] },
    })
}

/// A natural person who asked that their name and address not be public.
pub fn restricted_person(siret: &str) -> Value {
    let mut unit = unit(siret, "[NON-DIFFUSIBLE]", "1000");
    unit["nom_complet"] = json!("LUCIE MARTIN");
    unit["nom_raison_sociale"] = Value::Null;
    unit["statut_diffusion"] = json!("P");
    unit["activite_principale"] = json!("62.01Z");
    for place in ["/siege", "/matching_etablissements/0"] {
        let place = unit.pointer_mut(place).unwrap();
        place["adresse"] = json!("[NON-DIFFUSIBLE]");
        place["code_postal"] = json!("[NON-DIFFUSIBLE]");
    }
    unit
}

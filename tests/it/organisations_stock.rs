//! The imported stock of the registry: read by the name of its columns, stopped and resumed, used when nothing else answers.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use diesel::prelude::*;
use guichet::kernel::db::DbUrl;
use guichet::kernel::error::Outcome;
use guichet::organisations::{
    self, Import, ImportError, Imported, Lookup, Registry, RegistryState, Siret, StockFile,
};
use guichet::schema::{sirene_establishments, sirene_units};

use crate::support::TestApp;

const UNITS: &str = "siren,statutDiffusionUniteLegale,unused,dateCreationUniteLegale,sigleUniteLegale,prenom1UniteLegale,nomUniteLegale,denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,nicSiegeUniteLegale,etatAdministratifUniteLegale\n";
const PLACES: &str = "etatAdministratifEtablissement,siren,nic,siret,statutDiffusionEtablissement,numeroVoieEtablissement,typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement\n";

fn write(app: &TestApp, name: &str, text: &str) -> PathBuf {
    let path = app.beside().folder.path().join(name);
    std::fs::File::create(&path)
        .unwrap()
        .write_all(text.as_bytes())
        .unwrap();
    path
}

fn units(app: &TestApp) -> PathBuf {
    let rows = "213502388,O,,1998-07-14,,,,COMMUNE DE VAL,7210,84.11Z,00019,A\n\
                732829320,P,,2015-05-01,,[ND],[ND],[ND],1000,62.01Z,00074,A\n\
                12345,O,,,,,,FAUX,5710,,,A\n";
    write(app, "units.csv", &format!("{UNITS}{rows}"))
}

fn places(app: &TestApp) -> PathBuf {
    let rows = "A,213502388,00019,21350238800019,O,1,PLACE,\"DE LA MAIRIE, BOURG\",35000,VAL\n\
                F,213502388,00027,21350238800027,O,,RUE,NEUVE,35000,VAL\n\
                A,732829320,00074,73282932000074,P,[ND],[ND],[ND],[ND],[ND]\n";
    write(app, "places.csv", &format!("{PLACES}{rows}"))
}

fn load(app: &TestApp, kind: StockFile, path: PathBuf) -> Result<Imported, ImportError> {
    let import = Import {
        kind,
        path,
        restart: false,
    };
    organisations::import(app.db(), app.sources(), &import, &mut |_| {})
}

fn find(app: &TestApp, siret: &str) -> Lookup {
    let registry = app.state.site.plugs.get::<Registry>().unwrap();
    registry
        .find(app.db(), &app.system(), Siret::parse(siret).unwrap())
        .unwrap()
}

/// Establishments written by [`many_places`].
const PLACES_WRITTEN: i64 = 30_000;

fn many_places() -> String {
    let mut text = PLACES.to_owned();
    for siren in ["213502388", "732829320", "552100554"] {
        for nic in 0..100_000_u32 {
            let siret = format!("{siren}{nic:05}");
            if Siret::parse(&siret).is_ok() {
                let row = format!("A,{siren},{nic:05},{siret},O,{nic},RUE,NEUVE,35000,VAL\n");
                text.push_str(&row);
            }
        }
    }
    text
}

/// The command of the terminal, as a process that can be killed.
fn importing(app: &TestApp, path: &Path) -> Command {
    let base = app.beside();
    let url = match &base.url {
        DbUrl::Sqlite(path) => format!("sqlite:{}", path.display()),
        DbUrl::Postgres(url) => url.clone(),
    };
    let mut command = Command::new(env!("CARGO_BIN_EXE_guichet"));
    command
        .args(["registry", "import", "--establishments"])
        .arg(path)
        .current_dir(base.folder.path())
        .env_clear()
        .env("GUICHET_DATABASE_URL", url)
        .env("GUICHET_DATA_DIR", base.folder.path())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

fn counts(app: &TestApp) -> (i64, i64) {
    let counts: Outcome<_> = app.db().read_now(|c| {
        Ok((
            sirene_units::table.count().get_result(c)?,
            sirene_establishments::table.count().get_result(c)?,
        ))
    });
    counts.unwrap()
}

both_databases! {
    async fn the_stock_answers_when_no_registry_does(app: TestApp) {
        assert_eq!(find(&app, "21350238800019"), Lookup::Off);
        let loaded = load(&app, StockFile::Units, units(&app)).unwrap();
        assert_eq!((loaded.rows, loaded.refused, loaded.percent), (3, 1, 100));
        load(&app, StockFile::Establishments, places(&app)).unwrap();
        let found = find(&app, "21350238800019");
        let town = found.found().unwrap();
        assert_eq!(town.street.as_deref(), Some("1 PLACE DE LA MAIRIE, BOURG"));
        assert_eq!(town.name.as_deref(), Some("COMMUNE DE VAL"));
        assert!(town.details().is_some());
        let closed = find(&app, "21350238800027");
        let closed = closed.found().unwrap();
        assert_eq!(closed.state, RegistryState::Closed);
        assert_eq!(closed.head_office, Siret::parse("21350238800019").ok());
        let person = find(&app, "73282932000074");
        let person = person.found().unwrap();
        assert!(person.restricted && person.name.is_none() && person.city.is_none());
        assert_eq!(find(&app, "73282932000017"), Lookup::Unknown);
        let account = app.person("lea@exemple.fr", &[]);
        let mut lea = app.signed_in(account);
        lea.visit("/organisations/nouvelle/21350238800019").await;
        lea.press("Rattacher l'organisation").await;
        assert!(lea.visible_text().contains("Vérifié au répertoire"), "{}", lea.visible_text());
    }

    async fn a_killed_import_goes_on_from_its_last_batch(app: TestApp) {
        let path = write(&app, "places.csv", &many_places());
        let mut child = importing(&app, &path).spawn().unwrap();
        while counts(&app).1 == 0 && child.try_wait().unwrap().is_none() {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        let (_, first) = counts(&app);
        assert!(first > 0);
        let rest = load(&app, StockFile::Establishments, path.clone()).unwrap();
        assert_eq!((rest.resumed_from, rest.rows, rest.refused), (first, PLACES_WRITTEN, 0));
        assert_eq!(counts(&app).1, PLACES_WRITTEN);
        let again = importing(&app, &path).output().unwrap();
        let said = String::from_utf8_lossy(&again.stdout).into_owned();
        assert!(said.contains(&format!("{PLACES_WRITTEN} rows had been read before")), "{said}");
    }

    async fn next_month_replaces_this_month(app: TestApp) {
        load(&app, StockFile::Units, units(&app)).unwrap();
        load(&app, StockFile::Establishments, places(&app)).unwrap();
        let before = counts(&app);
        let rows = "213502388,O,,1998-07-14,,,,VILLE DE VAL,7210,84.11Z,00019,C\n";
        load(&app, StockFile::Units, write(&app, "next.csv", &format!("{UNITS}{rows}{rows}"))).unwrap();
        assert_eq!(counts(&app), before);
        let found = find(&app, "21350238800019");
        let town = found.found().unwrap();
        assert_eq!((town.name.as_deref(), town.is_open()), (Some("VILLE DE VAL"), false));
    }

    async fn another_file_is_refused_by_its_header(app: TestApp) {
        let refused = load(&app, StockFile::Units, places(&app)).unwrap_err();
        assert!(refused.to_string().contains("categorieJuridiqueUniteLegale"), "{refused}");
        assert_eq!(counts(&app), (0, 0));
    }
}

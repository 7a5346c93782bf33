//! Mails: two bodies in UTF-8, headers that nobody can forge, and the same Message-ID whenever a job runs again.

use chrono::{TimeZone, Utc};
use guichet::kernel::clock::Instant;
use guichet::kernel::mailer::{
    Destination, Mail, MailError, MailTemplates, Mailer, Recipient, Sender,
};
use guichet::kernel::outbox::JobRef;
use serde_json::json;
use uuid::Uuid;

use crate::support::SmtpSink;

fn mailer(destination: &Destination) -> Mailer {
    let sender = Sender {
        from: "Guichet d'État <guichet@exemple.fr>".into(),
        service_name: "Guichet".into(),
        public_url: "https://guichet.exemple.fr".into(),
    };
    Mailer::new(destination, &sender, &MailTemplates::load().unwrap()).unwrap()
}

fn job() -> JobRef {
    JobRef {
        id: Uuid::from_u128(42).into(),
        attempt: 1,
        now: Instant::new(Utc.with_ymd_and_hms(2026, 3, 2, 8, 0, 0).unwrap()),
    }
}

fn invitation(name: &str, organisation: &str) -> Mail {
    Mail {
        to: Recipient {
            name: name.into(),
            email: "zoe@exemple.fr".into(),
        },
        template: "organisations/invitation",
        data: json!({
            "organisation": organisation, "inviter": "Léa Brûlé", "role": "membre",
            "until": "9 mars 2026", "link": "https://guichet.exemple.fr/organisations/invitations/abc"
        }),
    }
}

#[test]
fn a_mail_has_two_bodies_in_utf_8_and_the_id_of_its_job() {
    let sink = SmtpSink::start();
    let url = format!("smtp://{}", sink.address).parse().unwrap();
    let mailer = mailer(&Destination::Smtp(url));
    let mail = invitation("Zoé Ébène", "Mairie de <Saint-Étienne> & Cie 🏛");
    mailer.send(&job(), &mail).unwrap();
    mailer.send(&job(), &mail).unwrap();
    let received = sink.received();
    assert_eq!(received.len(), 2);
    for mail in &received {
        assert_eq!(mail.to, "zoe@exemple.fr");
        assert_eq!(
            mail.header("Message-ID"),
            format!("<{}@exemple.fr>", job().id)
        );
        assert_eq!(mail.header("Date"), "Mon, 02 Mar 2026 08:00:00 +0000");
        assert_eq!(mail.header("Auto-Submitted"), "auto-generated");
        assert!(
            mail.header("Content-Type")
                .starts_with("multipart/alternative")
        );
        assert!(mail.header("Subject").is_ascii() && mail.header("To").is_ascii());
        let text = mail.part("text/plain");
        assert!(
            text.contains("Léa Brûlé") && text.contains("<Saint-Étienne> & Cie 🏛"),
            "{text}"
        );
        let html = mail.part("text/html");
        assert!(html.contains("&lt;Saint-Étienne&gt; &amp; Cie 🏛"), "{html}");
    }
}

#[test]
fn a_mail_that_may_be_refused_says_where_in_its_headers() {
    let sink = SmtpSink::start();
    let url = format!("smtp://{}", sink.address).parse().unwrap();
    let mailer = mailer(&Destination::Smtp(url));
    let leave = format!(
        "https://guichet.exemple.fr/desabonnement/{}",
        "A".repeat(80)
    );
    let mail = invitation("Zoé", "Mairie");
    mailer.send_refusable(&job(), &mail, &leave).unwrap();
    mailer.send(&job(), &mail).unwrap();
    let received = sink.received();
    let unfolded = received[0]
        .header("List-Unsubscribe")
        .replace([' ', '\r', '\n', '\t'], "");
    assert_eq!(unfolded, format!("<{leave}>"));
    assert_eq!(
        received[0].header("List-Unsubscribe-Post"),
        "List-Unsubscribe=One-Click"
    );
    assert!(received[0].part("text/plain").contains(&leave));
    assert_eq!(received[1].header("List-Unsubscribe"), "");
}

#[test]
fn what_a_person_typed_opens_no_other_header() {
    let sink = SmtpSink::start();
    let url = format!("smtp://{}", sink.address).parse().unwrap();
    let mailer = mailer(&Destination::Smtp(url));
    mailer
        .send(
            &job(),
            &invitation(
                "Zoé\r\nBcc: all@exemple.fr",
                "Mairie\r\nX-Evil: 1\r\n\r\nhello",
            ),
        )
        .unwrap();
    let received = sink.received();
    assert_eq!(received.len(), 1);
    assert_eq!(
        (received[0].header("Bcc"), received[0].header("X-Evil")),
        (String::new(), String::new())
    );
    let mut forged = invitation("Zoé", "Mairie");
    forged.to.email = "zoe@exemple.fr>\r\nRCPT TO:<all@exemple.fr".into();
    assert!(matches!(
        mailer.send(&job(), &forged),
        Err(MailError::Address(_))
    ));
    assert_eq!(sink.received().len(), 1);
}

#[test]
fn a_server_that_is_away_is_an_error_that_names_nobody() {
    let url = "smtp://zoe:hush@127.0.0.1:1".parse().unwrap();
    let error = mailer(&Destination::Smtp(url))
        .send(&job(), &invitation("Zoé", "Mairie"))
        .unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("smtp: ") && !text.contains("zoe") && !text.contains("hush"),
        "{text}"
    );
}

#[test]
fn a_hole_in_a_letter_is_an_error() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = mailer(&Destination::Mailbox(folder.path().to_owned()));
    let mut mail = invitation("Zoé", "Mairie");
    mail.data = json!({ "organisation": "Mairie" });
    assert!(matches!(
        mailer.send(&job(), &mail),
        Err(MailError::Template(_))
    ));
    mail.template = "organisations/none";
    assert!(matches!(
        mailer.send(&job(), &mail),
        Err(MailError::Template(_))
    ));
}

#[test]
fn the_local_mailbox_keeps_one_file_for_each_job() {
    let folder = tempfile::tempdir().unwrap();
    let mailer = mailer(&Destination::Mailbox(folder.path().join("mailbox")));
    let mailbox = mailer.mailbox().unwrap();
    assert_eq!(mailbox.list().unwrap(), vec![]);
    mailer.send(&job(), &invitation("Zoé", "Mairie")).unwrap();
    mailer
        .send(&job(), &invitation("Zoé", "Mairie de Lyon"))
        .unwrap();
    let mut other = job();
    other.id = Uuid::from_u128(43).into();
    other.now = other.now.plus(chrono::Duration::minutes(1));
    mailer.send(&other, &invitation("Zoé", "Mairie")).unwrap();
    let mails = mailbox.list().unwrap();
    assert_eq!(
        mails.iter().map(|mail| mail.id).collect::<Vec<_>>(),
        [other.id, job().id]
    );
    assert!(mails[1].text.contains("Mairie de Lyon"));
    assert_eq!(mailbox.find(job().id).unwrap().as_ref(), Some(&mails[1]));
    assert_eq!(mailbox.find(Uuid::from_u128(44).into()).unwrap(), None);
}

//! The document of a sector: it must list every redirect address of the client.

use serde_json::Value;

use crate::sandbox::fault::Fault;
use crate::sandbox::issuer::Unread;

/// Holds what the address answered against the redirect addresses.
pub fn judge(answered: Result<&[u8], Unread>, redirect_uris: &[String]) -> Result<(), Fault> {
    let body = match answered {
        Ok(body) => body,
        // Nothing can be said of it from a network without a way out.
        Err(Unread::Off) => return Ok(()),
        Err(Unread::Status) => return Err(Fault::SectorStatus),
        Err(Unread::Unreachable) => return Err(Fault::SectorUnreachable),
    };
    let document: Value = serde_json::from_slice(body).map_err(|_| Fault::SectorNotJson)?;
    let Value::Array(listed) = document else {
        return Err(Fault::SectorNotList);
    };
    let lists = |address: &String| listed.iter().any(|item| item.as_str() == Some(address));
    if redirect_uris.iter().all(lists) {
        Ok(())
    } else {
        Err(Fault::SectorIncomplete)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_answer_of_a_sector_document_has_its_refusal() {
        let uris = ["https://a.fr/r".to_owned(), "https://b.fr/r".to_owned()];
        for (answered, expected) in [
            (Err(Unread::Off), Ok(())),
            (Err(Unread::Status), Err(Fault::SectorStatus)),
            (Err(Unread::Unreachable), Err(Fault::SectorUnreachable)),
            (Ok("<html>"), Err(Fault::SectorNotJson)),
            (Ok("{}"), Err(Fault::SectorNotList)),
            (Ok("[\"https://a.fr/r\"]"), Err(Fault::SectorIncomplete)),
            (Ok("[\"https://a.fr/r\", \"https://b.fr/r\"]"), Ok(())),
        ] {
            assert_eq!(judge(answered.map(str::as_bytes), &uris), expected);
        }
    }
}

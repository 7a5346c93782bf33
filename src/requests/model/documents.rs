//! Files joined to a request: what they are for, and what they really are.

use crate::text_enum;

/// Largest file accepted, in bytes.
pub const MAX_BYTES: u64 = 10 * 1024 * 1024;

text_enum! {
    /// What a file is for.
    pub enum DocumentKind {
        /// The login page as it will be.
        Mockup = "mockup",
        /// The client's mandate to its vendor.
        Mandate = "mandate",
        /// The statute or regulation that founds the request.
        LegalText = "legal_text",
    }
}

impl DocumentKind {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Mockup => "Maquette de la page de connexion",
            Self::Mandate => "Mandat de l'administration cliente",
            Self::LegalText => "Texte qui fonde la demande",
        }
    }

    /// How many files of this kind a request may hold.
    #[must_use]
    pub const fn most(self) -> usize {
        match self {
            Self::Mockup | Self::LegalText => 6,
            Self::Mandate => 1,
        }
    }

    /// The types of files accepted.
    #[must_use]
    pub const fn media_types(self) -> &'static [MediaType] {
        match self {
            Self::Mockup => &[MediaType::Pdf, MediaType::Png, MediaType::Jpeg],
            Self::Mandate | Self::LegalText => &[MediaType::Pdf],
        }
    }

    /// The types in words, for the hint and the mistake.
    #[must_use]
    pub const fn formats(self) -> &'static str {
        match self {
            Self::Mockup => "PDF, PNG ou JPEG",
            Self::Mandate | Self::LegalText => "PDF",
        }
    }
}

text_enum! {
    /// What a file is, told from its first bytes and never from its name.
    pub enum MediaType {
        /// Portable Document Format.
        Pdf = "application/pdf",
        /// Portable Network Graphics.
        Png = "image/png",
        /// JPEG.
        Jpeg = "image/jpeg",
    }
}

impl MediaType {
    /// The words shown to people.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Pdf => "PDF",
            Self::Png => "PNG",
            Self::Jpeg => "JPEG",
        }
    }

    /// Recognises a file by its first bytes.
    #[must_use]
    pub fn sniff(head: &[u8]) -> Option<Self> {
        if head.starts_with(b"%PDF-") {
            return Some(Self::Pdf);
        }
        match infer::get(head)?.mime_type() {
            "image/png" => Some(Self::Png),
            "image/jpeg" => Some(Self::Jpeg),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_what_its_bytes_say() {
        assert_eq!(MediaType::sniff(b"%PDF-1.7\n..."), Some(MediaType::Pdf));
        assert_eq!(
            MediaType::sniff(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
            Some(MediaType::Png)
        );
        assert_eq!(
            MediaType::sniff(b"\xff\xd8\xff\xe0\0\x10JFIF\0"),
            Some(MediaType::Jpeg)
        );
        assert_eq!(MediaType::sniff(b"<html><script>%PDF-1.7"), None);
        assert_eq!(MediaType::sniff(b" %PDF-1.7"), None);
        assert_eq!(MediaType::sniff(b"GIF89a......."), None);
        assert_eq!(MediaType::sniff(b""), None);
    }
}

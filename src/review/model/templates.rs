//! Reason templates: their words with variables, and which version of which a decision took its words from.

use super::{GroundsMistake, REFERENCE_MAX_CHARS, reason_mistake};
use crate::review::steps::Step;
use crate::review::wording;
use crate::typed_id;

typed_id! {
    /// One reason template.
    pub struct TemplateId;
}

typed_id! {
    /// One use of a version of a template.
    pub struct TemplateUseId;
}

/// A version of a template, whose words a decision took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TemplateUse {
    /// Which.
    pub template: TemplateId,
    /// From 1.
    pub version: i32,
}

/// Templates that one decision takes words from, at most.
const USES_MOST: usize = 10;

impl TemplateUse {
    /// Those that a field of a form keeps; what is not one is left out, and each counts once.
    #[must_use]
    pub fn kept(text: &str) -> Vec<Self> {
        let mut found: Vec<Self> = Vec::new();
        for used in text.split(' ').filter_map(Self::parse) {
            if !found.contains(&used) && found.len() < USES_MOST {
                found.push(used);
            }
        }
        found
    }

    fn parse(text: &str) -> Option<Self> {
        let (template, version) = text.split_once(':')?;
        Some(Self {
            template: template.parse().ok()?,
            version: version.parse().ok()?,
        })
    }
}

impl std::fmt::Display for TemplateUse {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}", self.template, self.version)
    }
}

/// Longest name of a template, in characters.
pub const TEMPLATE_NAME_MAX: usize = 100;

/// The words of a reason template. Built only by [`TemplateText::new`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TemplateText {
    name: String,
    body: String,
    legal_reference: String,
}

/// Why a template is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateMistake {
    /// No name, or too long.
    Name,
    /// Too short or too long.
    Body(GroundsMistake),
    /// Variables of the body that do not exist.
    UnknownInBody(Vec<String>),
    /// The reference is too long.
    LongReference,
    /// Variables of the reference that do not exist.
    UnknownInReference(Vec<String>),
}

impl TemplateText {
    /// Checks every field and returns all the mistakes at once. The reference may be empty: some steps cite none.
    pub fn new(name: &str, body: &str, reference: &str) -> Result<Self, Vec<TemplateMistake>> {
        let (name, body, reference) = (name.trim(), body.trim(), reference.trim());
        let mut mistakes = Vec::new();
        if name.is_empty() || name.chars().count() > TEMPLATE_NAME_MAX {
            mistakes.push(TemplateMistake::Name);
        }
        mistakes.extend(reason_mistake(body).map(TemplateMistake::Body));
        let unknown = |text: &str| Some(wording::unknown(text)).filter(|found| !found.is_empty());
        mistakes.extend(unknown(body).map(TemplateMistake::UnknownInBody));
        if reference.chars().count() > REFERENCE_MAX_CHARS {
            mistakes.push(TemplateMistake::LongReference);
        }
        mistakes.extend(unknown(reference).map(TemplateMistake::UnknownInReference));
        if mistakes.is_empty() {
            Ok(Self::kept(
                name.to_owned(),
                body.to_owned(),
                reference.to_owned(),
            ))
        } else {
            Err(mistakes)
        }
    }

    /// One that was saved.
    pub(in crate::review) fn kept(name: String, body: String, legal_reference: String) -> Self {
        Self {
            name,
            body,
            legal_reference,
        }
    }

    /// How reviewers find it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The reason, with its variables.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// The text applied, with its variables.
    #[must_use]
    pub fn legal_reference(&self) -> &str {
        &self.legal_reference
    }
}

/// A reason template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReasonTemplate {
    /// Its id.
    pub id: TemplateId,
    /// For which step.
    pub step: Step,
    /// What it says.
    pub text: TemplateText,
    /// From 1; grows with each change.
    pub version: i32,
    /// Put away: not offered any more.
    pub is_archived: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_templates_used_go_from_page_to_page() {
        let used = TemplateUse {
            template: TemplateId(uuid::Uuid::from_u128(7)),
            version: 3,
        };
        let text = format!("{used} {used} {} x:1 ", used.template);
        assert_eq!(TemplateUse::kept(&text), [used]);
        assert!(TemplateUse::kept("").is_empty());
    }
}

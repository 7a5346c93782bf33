//! The parameters of a request, as they were sent.

use url::form_urlencoded;

/// Most parameters read from one request: no endpoint takes a third of it.
const MOST: usize = 100;

/// Parameters in the order received; a name may come twice, which every endpoint refuses.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Params(Vec<(String, String)>);

impl Params {
    /// Reads a query or the body of a form.
    #[must_use]
    pub fn read(encoded: &[u8]) -> Self {
        Self(
            form_urlencoded::parse(encoded)
                .take(MOST)
                .map(|(name, value)| (name.into_owned(), value.into_owned()))
                .collect(),
        )
    }

    /// Parameters read elsewhere.
    #[must_use]
    pub fn of<'a>(pairs: impl Iterator<Item = (&'a str, &'a str)>) -> Self {
        Self(
            pairs
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
                .collect(),
        )
    }

    /// The first value of that name, maybe empty.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The first value of that name, unless it is absent or empty.
    #[must_use]
    pub fn filled(&self, name: &str) -> Option<&str> {
        self.get(name).filter(|value| !value.is_empty())
    }

    /// The first name that comes twice.
    #[must_use]
    pub fn twice(&self) -> Option<&str> {
        let mut names: Vec<&str> = self.0.iter().map(|(name, _)| name.as_str()).collect();
        names.sort_unstable();
        names.windows(2).find_map(|pair| match pair {
            [first, second] if first == second => Some(*first),
            _ => None,
        })
    }

    /// Every name with its value.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.0
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// Every name with its value, for a trace.
    #[must_use]
    pub fn pairs(&self) -> Vec<(String, String)> {
        self.0
            .iter()
            .filter(|(name, _)| name != "_csrf")
            .cloned()
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::Params;

    #[test]
    fn parameters_are_read_once_decoded_and_told_twice() {
        let params = Params::read(b"a=1&b=%C3%A9+t&a=2&c");
        assert_eq!(params.get("a"), Some("1"));
        assert_eq!(params.get("b"), Some("é t"));
        assert_eq!(params.get("c"), Some(""));
        assert_eq!(params.filled("c"), None);
        assert_eq!(params.twice(), Some("a"));
        assert_eq!(Params::read(b"a=1&b=2").twice(), None);
    }
}

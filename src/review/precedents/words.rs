//! The words of a service's name that tell it from another: pure.

use std::collections::{BTreeMap, BTreeSet};

use crate::kernel::text::sort_key;

/// Words asked at most.
const MOST: usize = 4;
/// Shorter words say nothing.
const SHORTEST: usize = 4;
/// Words that most services bear.
const COMMON: &[&str] = &[
    "avec", "dans", "demande", "demandes", "espace", "ligne", "notre", "nouveau", "portail",
    "pour", "service", "services", "site", "votre",
];

/// The words by which a name is compared, the longest first; the common ones only when there is nothing else.
#[must_use]
pub fn telling(name: &str) -> Vec<String> {
    let key = sort_key(name);
    let all: BTreeSet<&str> = key
        .split(' ')
        .filter(|word| word.chars().count() >= SHORTEST)
        .collect();
    let rare = || all.iter().filter(|word| !COMMON.contains(word));
    let mut chosen: Vec<String> = if rare().next().is_some() {
        rare().map(|word| (*word).to_owned()).collect()
    } else {
        all.iter().map(|word| (*word).to_owned()).collect()
    };
    chosen.sort_by_key(|word| std::cmp::Reverse(word.chars().count()));
    chosen.truncate(MOST);
    chosen
}

/// How many of these words a name bears, as the beginning of one of its own.
#[must_use]
pub fn shared(words: &[String], name: &str) -> usize {
    let key = sort_key(name);
    let bears = |word: &&String| key.split(' ').any(|own| own.starts_with(word.as_str()));
    words.iter().filter(bears).count()
}

/// Those found most often, the latest first among equals.
#[must_use]
pub fn closest<T: Ord + Copy>(found: &[Vec<T>], most: usize) -> Vec<T> {
    let mut hits: BTreeMap<T, usize> = BTreeMap::new();
    for ids in found {
        for id in ids {
            *hits.entry(*id).or_default() += 1;
        }
    }
    let mut ranked: Vec<(usize, T)> = hits.into_iter().map(|(id, hits)| (hits, id)).collect();
    ranked.sort_unstable_by(|one, other| other.cmp(one));
    ranked.into_iter().take(most).map(|(_, id)| id).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_by_its_rare_words() {
        assert_eq!(
            telling("Portail de la cantine scolaire d'Élancourt"),
            ["elancourt", "scolaire", "cantine"]
        );
        assert_eq!(telling("Portail services"), ["services", "portail"]);
        assert!(telling("Ma vie").is_empty());
        assert_eq!(telling("alpha bravo charlie delta foxtrot").len(), 4);
    }

    #[test]
    fn what_shares_most_words_comes_first() {
        assert_eq!(closest(&[vec![1, 2, 3], vec![2, 3], vec![3]], 9), [3, 2, 1]);
        assert_eq!(closest(&[vec![1, 5]], 1), [5]);
        assert!(closest::<i32>(&[], 5).is_empty());
        let words = telling("Cantine scolaire");
        assert_eq!(shared(&words, "La cantine des écoles"), 1);
        assert_eq!(shared(&words, "Cantines scolaires"), 2);
        assert_eq!(shared(&words, "Stationnement"), 0);
    }
}

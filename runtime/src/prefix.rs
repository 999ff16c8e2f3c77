//! Ids that come with something before them, and are taken without it.

/// Removes the first of these prefixes that the text begins with.
pub fn strip_prefixes(text: Option<&mut String>, prefixes: &[&str]) {
    let Some(text) = text else { return };
    if let Some(prefix) = prefixes.iter().find(|prefix| text.starts_with(**prefix)) {
        text.drain(..prefix.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_before_an_id_is_removed() {
        for id in ["Z1", "/hostedzone/Z1", "hostedzone/Z1"] {
            let mut text = id.to_owned();
            strip_prefixes(Some(&mut text), &["/hostedzone/", "hostedzone/"]);
            assert_eq!(text, "Z1", "{id}");
        }
        strip_prefixes(None, &["/hostedzone/"]);
    }
}

//! Patterns of ids, in which each `*` stands for any characters.

/// Whether the whole text matches the pattern.
pub(super) fn matches(pattern: &str, text: &str) -> bool {
    let mut parts = pattern.split('*');
    let Some(mut rest) = parts.next().and_then(|first| text.strip_prefix(first)) else { return false };
    let mut parts: Vec<&str> = parts.collect();
    let Some(last) = parts.pop() else { return rest.is_empty() };
    for part in parts {
        let Some((_, after)) = rest.split_once(part) else { return false };
        rest = after;
    }
    rest.ends_with(last)
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn a_star_stands_for_any_characters() {
        for (pattern, text, is_match) in [
            ("a#B", "a#B", true),
            ("a#B", "a#Bc", false),
            ("a#*", "a#B", true),
            ("a#*Input", "a#GetInput", true),
            ("a#*Input", "a#Input", true),
            ("a#*Input", "a#InputX", false),
            ("a#*$*Arn", "a#Get$TheArn", true),
            ("a#*$*Arn", "a#Get$Arnold", false),
            ("a#*a*b", "a#ab", true),
            ("a#*a*b", "a#ba", false),
            ("a#*aa", "a#a", false),
            ("b#*", "a#B", false),
        ] {
            assert_eq!(matches(pattern, text), is_match, "{pattern} {text}");
        }
    }
}

//! Files that travel beside a request as bytes: its recipe names each by its place among them.

use std::cell::RefCell;
use std::sync::Arc;

/// What stands before the place (js/attached.js). It is no data: URL, so no recipe from elsewhere has it.
const SIGN: &str = "attached:";

thread_local! {
    /// Those of the request whose recipe is being parsed on this thread.
    static FILES: RefCell<Vec<Arc<[u8]>>> = const { RefCell::new(Vec::new()) };
}

/// Takes the files away again, however parsing ends.
struct Scope;

impl Drop for Scope {
    fn drop(&mut self) {
        FILES.take();
    }
}

/// Parses with these files at hand.
pub fn with<T>(files: &[Vec<u8>], parse: impl FnOnce() -> T) -> T {
    let _scope = Scope;
    FILES.set(files.iter().map(|file| Arc::from(file.as_slice())).collect());
    parse()
}

/// The file that a text names.
pub fn find(text: &str) -> Option<Arc<[u8]>> {
    let place: usize = text.strip_prefix(SIGN)?.parse().ok()?;
    FILES.with_borrow(|files| files.get(place).cloned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_there_by_their_place_while_their_recipe_is_parsed() {
        let files = [vec![1], vec![2, 3]];
        let names = ["attached:0", "attached:1", "attached:2", "attached:", "1"];
        let found = with(&files, || names.map(|name| find(name).map(|file| file.to_vec())));
        assert_eq!(found, [Some(vec![1]), Some(vec![2, 3]), None, None, None]);
        assert!(find("attached:0").is_none());
    }
}

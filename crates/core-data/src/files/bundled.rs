//! Where do the files lie that come with the workspace?

use std::{
    env, iter,
    path::{Path, PathBuf},
};

/// Finds what lies at `below_root` in the workspace that this program was compiled in or, if that has moved, in the
/// workspace around the current directory. If it is in neither, gives the first of these places.
pub(crate) fn find(below_root: &str, is_there: fn(&Path) -> bool) -> Result<PathBuf, PathBuf> {
    let crate_folder = Path::new(env!("CARGO_MANIFEST_DIR"));
    let built_in = crate_folder.ancestors().nth(2).unwrap_or(crate_folder).join(below_root);
    find_from(built_in, &env::current_dir().unwrap_or_default(), below_root, is_there)
}

fn find_from(
    built_in: PathBuf,
    current: &Path,
    below_root: &str,
    is_there: fn(&Path) -> bool,
) -> Result<PathBuf, PathBuf> {
    let above = current.ancestors().map(|folder| folder.join(below_root));
    let mut candidates = iter::once(built_in.clone()).chain(above);
    candidates.find(|path| is_there(path)).ok_or(built_in)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    const SET: &str = "datasets/mnist";

    #[test]
    fn what_comes_along_is_found_where_it_was_compiled_or_else_above_the_current_folder() {
        let root = tempfile::tempdir().unwrap();
        let (set, deep) = (root.path().join(SET), root.path().join("crates/any/src"));
        let gone = root.path().join("moved/datasets/mnist");
        fs::create_dir_all(&set).unwrap();
        fs::create_dir_all(&deep).unwrap();
        assert_eq!(find_from(gone, &deep, SET, Path::is_dir).unwrap(), set);
        assert_eq!(find_from(deep.clone(), &deep, SET, Path::is_dir).unwrap(), deep);
    }

    #[test]
    fn what_is_nowhere_is_said_to_be_missing_where_it_was_compiled() {
        let empty = tempfile::tempdir().unwrap();
        let gone = empty.path().join("gone");
        assert_eq!(find_from(gone.clone(), empty.path(), SET, Path::is_dir).unwrap_err(), gone);
    }
}

//! Downloads.

use super::*;

/// What a download gives, and the ranges that it asked for.
async fn downloaded(store: &Memory, size: usize) -> Result<Vec<u8>, String> {
    *store.state.object.lock().expect("no panic") = content(size);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("object");
    std::fs::write(&path, "before").expect("written");
    let result = Download::new(store.clone(), Wanted::default()).part_size(1000).concurrency(3).to_file(&path).await;
    let files = std::fs::read_dir(folder.path()).expect("a folder").count();
    assert_eq!(files, 1, "nothing else is left");
    let found = std::fs::read(&path).expect("the file");
    match result {
        Ok(downloaded) => {
            assert_eq!(downloaded.bytes, size as u64);
            Ok(found)
        }
        Err(error) => {
            assert_eq!(found, b"before", "the old file is still there");
            Err(error.to_string())
        }
    }
}

#[tokio::test]
async fn a_download_is_put_together_of_ranges() {
    for size in [1, 999, 1000, 1001, 10_500] {
        let store = Memory::default();
        assert!(downloaded(&store, size).await.expect("downloaded") == content(size), "{size}");
        assert_eq!(store.state.asked.lock().expect("no panic").len(), size.div_ceil(1000));
    }
}

#[tokio::test]
async fn a_range_that_breaks_off_goes_on_where_it_did() {
    let store = Memory { breaks_after: Some(400), ..Memory::default() };
    assert!(downloaded(&store, 2500).await.expect("downloaded") == content(2500));
    let asked = store.state.asked.lock().expect("no panic").clone();
    for wanted in ["bytes=0-999", "bytes=400-999", "bytes=800-999", "bytes=1400-1999", "bytes=2400-2499"] {
        assert!(asked.iter().any(|range| range == wanted), "{wanted} is not in {asked:?}");
    }
    let never = Memory { breaks_after: Some(0), ..Memory::default() };
    assert_eq!(downloaded(&never, 2500).await, Err("the connection broke".to_owned()));
}

#[tokio::test]
async fn an_object_that_is_replaced_meanwhile_is_an_error() {
    let store = Memory { changes: true, ..Memory::default() };
    let error = downloaded(&store, 2500).await.expect_err("another object");
    assert!(error.contains("PreconditionFailed"), "{error}");
}

/// A download that stays in its folder: what it gives, or why it failed.
async fn resumed(store: &Memory, folder: &std::path::Path) -> Result<Downloaded, String> {
    let download = Download::new(store.clone(), Wanted::default()).part_size(1000).concurrency(1).resumable();
    download.to_file(folder.join("object")).await.map_err(|error| error.to_string())
}

/// A download of which one range failed, and the store as it is once nothing fails any more.
async fn begun(store: Memory, size: usize) -> (tempfile::TempDir, Memory) {
    let folder = tempfile::tempdir().expect("a folder");
    *store.state.object.lock().expect("no panic") = content(size);
    resumed(&store, folder.path()).await.expect_err("a range fails");
    asked(&store);
    (folder, Memory { fails: None, ..store })
}

fn asked(store: &Memory) -> Vec<String> {
    std::mem::take(&mut *store.state.asked.lock().expect("no panic"))
}

#[tokio::test]
async fn a_download_goes_on_where_an_earlier_one_ended() {
    let folder = tempfile::tempdir().expect("a folder");
    let mut store = Memory { fails: Some(3), ..Memory::default() };
    *store.state.object.lock().expect("no panic") = content(4500);
    let error = resumed(&store, folder.path()).await.expect_err("the third range fails");
    assert!(error.contains("the server broke off"), "{error}");
    assert_eq!(asked(&store), ["bytes=0-999", "bytes=1000-1999", "bytes=2000-2999"]);
    assert!(folder.path().join("object.part.record").exists() && !folder.path().join("object").exists());
    // Dropped in the middle of a range: the others stay.
    store = Memory { fails: None, hangs: true, ..store };
    let dropped = tokio::time::timeout(std::time::Duration::from_millis(50), resumed(&store, folder.path())).await;
    assert!(dropped.is_err(), "it hangs");
    assert_eq!(asked(&store), ["bytes=2000-2999"]);
    store.hangs = false;
    let downloaded = resumed(&store, folder.path()).await.expect("downloaded");
    assert_eq!(downloaded.bytes, 4500);
    assert_eq!(asked(&store), ["bytes=2000-2999", "bytes=3000-3999", "bytes=4000-4499"]);
    assert!(std::fs::read(folder.path().join("object")).expect("the file") == content(4500));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 1, "nothing else is left");
}

#[tokio::test]
async fn an_object_that_was_replaced_is_downloaded_anew() {
    let (folder, store) = begun(Memory { fails: Some(2), ..Memory::default() }, 2500).await;
    // Another object, and a shorter one: nothing of the first is left in the file.
    let store = Memory { replaced: true, ..store };
    *store.state.object.lock().expect("no panic") = vec![7; 1500];
    resumed(&store, folder.path()).await.expect("downloaded");
    assert_eq!(asked(&store), ["bytes=1000-1999", "bytes=0-999", "bytes=1000-1499"]);
    assert!(std::fs::read(folder.path().join("object")).expect("the file") == vec![7; 1500]);
}

#[tokio::test]
async fn a_file_of_the_users_own_is_not_taken_for_a_part() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("object.part"), "mine").expect("written");
    let store = Memory::default();
    *store.state.object.lock().expect("no panic") = content(10);
    let error = resumed(&store, folder.path()).await.expect_err("not ours");
    assert!(error.contains("object.part is there already"), "{error}");
    assert_eq!(std::fs::read(folder.path().join("object.part")).expect("there"), b"mine");
}

#[tokio::test]
async fn what_is_downloaded_is_checked_as_a_whole() {
    for size in [1, 1000, 4500] {
        let store = Memory { checksum: Some(crc32(&content(size))), breaks_after: Some(400), ..Memory::default() };
        assert!(downloaded(&store, size).await.expect("downloaded") == content(size), "{size}");
        let store = Memory { checksum: Some(crc32(b"else")), ..Memory::default() };
        let error = downloaded(&store, size).await.expect_err("damaged");
        let found = crc32(&content(size));
        assert_eq!(
            error,
            format!("what was downloaded is damaged: its CRC32 is {found}, that of the object is {}", crc32(b"else"))
        );
    }
    let replaced = Memory { checksum: Some(String::new()), replaced: true, ..Memory::default() };
    let error = downloaded(&replaced, 10).await.expect_err("described as another object");
    assert!(error.contains("the object was replaced"), "{error}");
}

#[tokio::test]
async fn what_an_earlier_download_left_is_checked_too() {
    let checksum = Some(crc32(&content(4500)));
    let (folder, store) = begun(Memory { fails: Some(3), checksum, ..Memory::default() }, 4500).await;
    // Somebody changes a byte that is there.
    let part = folder.path().join("object.part");
    let good = std::fs::read(&part).expect("there");
    let mut bad = good.clone();
    bad[7] ^= 1;
    std::fs::write(&part, bad).expect("written");
    let error = resumed(&store, folder.path()).await.expect_err("damaged");
    assert!(error.contains("what was downloaded is damaged"), "{error}");
    // What is damaged is not gone on with again and again.
    assert_eq!(resumed(&store, folder.path()).await.expect("downloaded anew").bytes, 4500);
    assert!(std::fs::read(folder.path().join("object")).expect("the file") == content(4500));
}

#[tokio::test]
async fn an_object_that_a_store_replaces_without_a_word_is_not_mixed() {
    let (folder, store) = begun(Memory { fails: Some(2), ignores_tags: true, ..Memory::default() }, 2500).await;
    let store = Memory { replaced: true, ..store };
    *store.state.object.lock().expect("no panic") = vec![7; 2500];
    resumed(&store, folder.path()).await.expect("downloaded anew");
    assert!(std::fs::read(folder.path().join("object")).expect("the file") == vec![7; 2500]);
}

#[tokio::test]
async fn what_else_is_asked_for_does_not_go_on_with_the_object() {
    for wanted in [Wanted { part: Some("bytes=0-9"), tag: None }, Wanted { part: None, tag: Some("other") }] {
        let (folder, store) = begun(Memory { fails: Some(2), ..Memory::default() }, 2500).await;
        let download = Download::new(store.clone(), wanted).part_size(1000).concurrency(1).resumable();
        download.to_file(folder.path().join("object")).await.expect("downloaded");
        let expected = if wanted.part.is_some() { 10 } else { 2500 };
        assert!(std::fs::read(folder.path().join("object")).expect("the file") == content(expected));
        assert!(asked(&store)[0].starts_with("bytes=0-"), "from the beginning");
    }
}

/// What is there already counts for the checksum of the whole.
#[tokio::test]
async fn a_download_that_went_on_is_whole() {
    let checksum = Some(crc32(&content(4500)));
    let (folder, store) = begun(Memory { fails: Some(3), checksum, ..Memory::default() }, 4500).await;
    assert_eq!(resumed(&store, folder.path()).await.expect("downloaded").bytes, 4500);
    assert_eq!(asked(&store), ["bytes=2000-2999", "bytes=3000-3999", "bytes=4000-4499"]);
    assert!(std::fs::read(folder.path().join("object")).expect("the file") == content(4500));
}

#[tokio::test]
async fn bytes_that_were_not_asked_for_are_an_error() {
    let store = Memory { misplaces: true, ..Memory::default() };
    let error = downloaded(&store, 2500).await.expect_err("another range");
    assert!(error.contains("the store gave the range") && error.contains("instead of \"bytes"), "{error}");
    let store = Memory { exceeds: true, ..Memory::default() };
    let error = downloaded(&store, 2500).await.expect_err("more bytes");
    assert!(error.contains("more bytes than it was asked for"), "{error}");
    // Nor is anything of it taken into a download that goes on.
    for (misplaces, replaced) in [(true, false), (false, true)] {
        let (folder, store) = begun(Memory { fails: Some(2), ..Memory::default() }, 2500).await;
        let store = Memory { misplaces, replaced, ignores_tags: replaced, ..store };
        let _ = resumed(&store, folder.path()).await;
        let found = std::fs::read(folder.path().join("object")).unwrap_or_default();
        assert!(found.is_empty() || found == content(2500));
    }
}

#[tokio::test]
async fn an_empty_object_is_downloaded_too() {
    let store = Memory::default();
    assert!(downloaded(&store, 0).await.expect("downloaded").is_empty());
    // Of a part of one there is none.
    let folder = tempfile::tempdir().expect("a folder");
    let wanted = Wanted { part: Some("bytes=0-9"), tag: None };
    let other = Memory { fails: Some(1), ..Memory::default() };
    *other.state.object.lock().expect("no panic") = content(10);
    let download = Download::new(other.clone(), wanted).part_size(1000).to_file(folder.path().join("object"));
    download.await.expect_err("the server broke off");
    assert_eq!(asked(&other), ["bytes=0-9"]);
}

#[tokio::test]
async fn only_another_object_is_begun_anew() {
    let fails = || Memory { fails: Some(2), ..Memory::default() };
    // A store that is out of order is no other object: what is there stays.
    let (folder, mut store) = begun(fails(), 2500).await;
    store.fails = Some(1);
    resumed(&store, folder.path()).await.expect_err("out of order");
    asked(&store);
    store.fails = None;
    resumed(&store, folder.path()).await.expect("downloaded");
    assert_eq!(asked(&store), ["bytes=1000-1999", "bytes=2000-2499"]);
    // Whoever wants any object at all goes on as well.
    let (folder, store) = begun(fails(), 2500).await;
    let wanted = Wanted { part: None, tag: Some("*") };
    let download = Download::new(store.clone(), wanted).part_size(1000).concurrency(1).resumable();
    download.to_file(folder.path().join("object")).await.expect("downloaded");
    assert_eq!(asked(&store), ["bytes=1000-1999", "bytes=2000-2499"]);
}

//! Uploads.

use super::*;

#[tokio::test]
async fn small_objects_go_as_a_whole_and_large_ones_in_parts() {
    for (size, parts) in [(0, 1), (10, 1), (PART, 1), (PART + 1, 2), (4 * PART, 4)] {
        let store = Memory::default();
        let seen = Arc::new(Mutex::new(Vec::new()));
        let told = Arc::clone(&seen);
        let upload = Upload::new(store.clone(), content(size).into()).part_size(1).concurrency(2);
        let uploaded = upload.on_progress(move |progress| told.lock().expect("no panic").push(progress.bytes)).await;
        let uploaded = uploaded.expect("uploaded");
        assert_eq!((uploaded.parts, uploaded.bytes), (parts, size as u64));
        assert!(*store.state.object.lock().expect("no panic") == content(size), "{size}");
        assert_eq!(seen.lock().expect("no panic").last(), Some(&(size as u64)));
        assert!(store.state.most_under_way.load(Ordering::SeqCst) <= 2);
        assert_eq!(store.state.aborted.load(Ordering::SeqCst), 0);
    }
}

#[tokio::test]
async fn an_upload_that_fails_is_given_up() {
    let store = Memory { fails: Some(3), ..Memory::default() };
    let error = Upload::new(store.clone(), content(5 * PART).into()).part_size(1).await.expect_err("a part fails");
    assert!(error.to_string().contains("the server broke off"), "{error}");
    assert_eq!(store.state.aborted.load(Ordering::SeqCst), 1);
}

#[tokio::test]
async fn an_upload_that_is_dropped_is_given_up() {
    let store = Memory { hangs: true, ..Memory::default() };
    let upload = Upload::new(store.clone(), content(3 * PART).into()).part_size(1);
    let waited = tokio::time::timeout(std::time::Duration::from_millis(50), upload.into_future()).await;
    assert!(waited.is_err(), "it hangs");
    for _ in 0..10 {
        tokio::task::yield_now().await;
    }
    assert_eq!(store.state.aborted.load(Ordering::SeqCst), 1);
}

/// Where nobody knows whether the object was made, its parts are left; where the store refuses, they are dropped.
#[tokio::test]
async fn parts_are_dropped_only_where_the_store_has_answered() {
    for (incomplete, aborted) in [(None, 0), (Some(500), 1), (Some(400), 1)] {
        let store = Memory { incomplete: Some(incomplete), ..Memory::default() };
        let upload = Upload::new(store.clone(), content(2 * PART).into()).part_size(1);
        let error = upload.await.expect_err("it is not completed").to_string();
        for _ in 0..10 {
            tokio::task::yield_now().await;
        }
        assert_eq!(store.state.aborted.load(Ordering::SeqCst), aborted, "{error}");
    }
}

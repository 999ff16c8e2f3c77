//! Bodies: what is known of them, what is held in memory, and what stands still.

use std::pin::Pin;
use std::task::Poll;

use super::*;

/// A stream of these pieces, whose length nobody knows.
fn in_pieces(pieces: &'static [&'static str]) -> Body {
    struct Pieces(std::slice::Iter<'static, &'static str>);
    impl http_body::Body for Pieces {
        type Data = Bytes;
        type Error = BodyError;

        fn poll_frame(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
            Poll::Ready(self.0.next().map(|piece| Ok(Frame::data(Bytes::from_static(piece.as_bytes())))))
        }
    }
    Body::stream(Pieces(pieces.iter()))
}

#[tokio::test]
async fn no_more_is_held_than_may_be() {
    for of_one_piece in [true, false] {
        let body = || if of_one_piece { in_pieces(&["abcdef"]) } else { in_pieces(&["ab", "", "cd", "ef"]) };
        assert_eq!(body().collect_up_to(6).await.expect("the body"), "abcdef");
        for limit in [5, 3, 0] {
            let error = body().collect_up_to(limit).await.expect_err("too large");
            assert_eq!(error.to_string(), format!("larger than {limit} bytes, the most that is kept in memory"));
        }
    }
    // What says how large it is, is not even read.
    Body::from("abcdef").collect_up_to(5).await.expect_err("too large");
    assert_eq!(Body::from("abcdef").collect_up_to(6).await.expect("the body"), "abcdef");
    assert_eq!(Body::empty().collect_up_to(0).await.expect("the body"), "");
}

#[cfg(feature = "transfer")]
#[tokio::test]
async fn a_part_is_within_the_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("body");
    std::fs::write(&path, "abcdef").expect("written");
    for body in [Body::from("abcdef"), Body::file(&path).expect("a file")] {
        for (start, length, expected) in [(0, 6, "abcdef"), (2, 3, "cde"), (6, 0, ""), (5, 1, "f")] {
            let part = body.slice(start, length).expect("a part");
            assert_eq!(part.size(), Some(length));
            assert_eq!(part.collect().await.expect("the part"), expected, "{start} {length}");
        }
        for (start, length) in [(0, 7), (6, 1), (7, 0), (u64::MAX, 1), (1, u64::MAX)] {
            assert!(body.slice(start, length).is_none(), "{start} {length}");
        }
    }
    assert!(in_pieces(&["abcdef"]).slice(0, 1).is_none());
}

fn has_ended(body: &Body) -> bool {
    http_body::Body::is_end_stream(body)
}

#[tokio::test]
async fn a_body_knows_its_end() {
    let (bytes, empty) = (Body::from("a"), Body::empty());
    assert!(!has_ended(&bytes) && has_ended(&empty) && !has_ended(&in_pieces(&["a"])));
    assert_eq!((bytes.size(), empty.size(), in_pieces(&["a"]).size()), (Some(1), Some(0), None));
    let mut sized = Body::sized_stream(2, Body::from("ab"));
    assert!(!has_ended(&sized) && sized.size() == Some(2));
    sized.next().await.expect("bytes").expect("bytes");
    assert!(has_ended(&sized) && sized.size() == Some(0));
    let (mut watched, _watch) = sized_and_watched();
    assert!(!has_ended(&watched) && watched.size() == Some(2));
    watched.next().await.expect("bytes").expect("bytes");
    assert!(has_ended(&watched) && watched.size() == Some(0));
    let mut stalling = in_pieces(&["a"]).stalling_after(Duration::from_secs(1));
    assert!(!has_ended(&stalling));
    stalling.next().await.expect("bytes").expect("bytes");
    let ended = Body::stream(Body::empty()).stalling_after(Duration::from_secs(1));
    assert!(has_ended(&ended) && ended.size() == Some(0));
    // What ends too early or too late is an error.
    let short = Body::sized_stream(3, Body::from("ab")).collect().await.expect_err("too short");
    assert_eq!(short.to_string(), "the stream ends after 2 of the 3 bytes that were announced");
    let long = Body::sized_stream(1, Body::from("ab")).collect().await.expect_err("too long");
    assert_eq!(long.to_string(), "the stream gives more than the 1 bytes that were announced");
}

fn sized_and_watched() -> (Body, Watch) {
    let (body, watch) = Body::sized_stream(2, Body::from("ab")).watched();
    (body, watch.expect("a stream is watched"))
}

#[tokio::test(start_paused = true)]
async fn a_server_that_stands_still_is_noticed() {
    let (takes, answers) = (Duration::from_secs(3), Duration::from_secs(60));
    let (body, watch) = in_pieces(&["a", "b"]).watched();
    let (mut body, watch) = (body, watch.expect("a stream is watched"));
    // Before it has asked for the body it may take its time.
    let idle =
        async |limit: u64| tokio::time::timeout(Duration::from_secs(limit), watch.idle(takes, answers)).await.ok();
    assert_eq!(idle(100).await, None);
    let began = tokio::time::Instant::now();
    body.next().await.expect("bytes").expect("bytes");
    assert_eq!(idle(2).await, None);
    body.next().await.expect("bytes").expect("bytes");
    assert_eq!(idle(100).await, Some(watch::Idle::TakesNothing));
    assert_eq!(began.elapsed().as_secs(), 2 + 3);
    assert!(body.next().await.is_none());
    let began = tokio::time::Instant::now();
    assert_eq!(idle(100).await, Some(watch::Idle::AnswersNothing));
    assert_eq!(began.elapsed().as_secs(), 60);
}

#[tokio::test(start_paused = true)]
async fn a_stream_that_stands_still_fails() {
    let silent = Body::stream(Silent).stalling_after(Duration::from_secs(3));
    let began = tokio::time::Instant::now();
    let error = silent.collect().await.expect_err("nothing comes");
    assert_eq!((error.to_string().as_str(), began.elapsed().as_secs()), ("nothing came for 3s", 3));
    // What is in memory is no stream.
    assert!(Body::from("a").stalling_after(Duration::from_secs(3)).bytes().is_some());
    let unanswered = error::Unanswered { limit: Duration::from_secs(3) };
    assert_eq!(unanswered.to_string(), "the server has the whole request, and did not begin to answer for 3s");
}

struct Silent;

impl http_body::Body for Silent {
    type Data = Bytes;
    type Error = BodyError;

    fn poll_frame(self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BodyError>>> {
        Poll::Pending
    }
}

#[tokio::test]
async fn a_body_is_written_into_a_file() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("body");
    std::fs::write(&path, "longer than what comes").expect("written");
    assert_eq!(in_pieces(&["ab", "", "cde"]).write_to(&path).await.expect("written"), 5);
    assert_eq!(std::fs::read(&path).expect("a file"), b"abcde");
    let nowhere = folder.path().join("nowhere/body");
    in_pieces(&["a"]).write_to(&nowhere).await.expect_err("there is no such folder");
}

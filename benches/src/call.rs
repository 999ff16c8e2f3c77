//! Calls on loopback: ours, the official client's, and those by hand.

use std::future::Future;
use std::pin::Pin;
use std::time::{Duration, Instant};

use aws_sdk_kinesisvideosignaling as official;
use generated::kinesis_video_signaling::types::GetIceServerConfigRequest;
use generated::kinesis_video_signaling::{Client, Config};
use generated::runtime::Credentials;
use nix::sys::resource::UsageWho;
use tokio::runtime::Runtime;

use crate::codec::ARN;
use crate::measure::{Sample, cost};
use crate::report::Report;
use crate::server::Server;
use crate::{Problem, codec};

const REGION: &str = "us-west-2";
/// Calls in one sample, and samples.
const CALLS: u32 = 1_000;
const SAMPLES: usize = 9;
const CONCURRENT: u32 = 64;

/// A call by one of the clients.
type Calling = Pin<Box<dyn Future<Output = ()>>>;

/// A client of whatever kind, as something that makes calls. Ours comes first.
struct Peer {
    name: &'static str,
    call: Box<dyn Fn() -> Calling>,
}

pub(crate) fn measure(report: &mut Report) -> Result<(), Problem> {
    let server = Server::start(codec::SMALL)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let peers = peers(&server.url())?;
    let mut figures = vec![[(); 4].map(|()| Sample::default()); peers.len()];
    for peer in &peers {
        runtime.block_on(sequential(peer));
    }
    for _ in 0..SAMPLES {
        for (peer, figures) in peers.iter().zip(&mut figures) {
            let [cpu, wall, cpu_of_many, wall_of_many] = figures;
            timed(&runtime, sequential(peer), (cpu, wall))?;
            timed(&runtime, concurrent(peer), (cpu_of_many, wall_of_many))?;
        }
    }
    let whats =
        ["one after the other, processor", "one after the other, clock", "64 at once, processor", "64 at once, clock"];
    for (index, what) in whats.into_iter().enumerate() {
        let samples = peers.iter().zip(&figures).map(|(peer, figures)| (peer.name, figures[index].clone()));
        report.add("call", what, "us", samples);
    }
    let allocations = peers.iter().map(|peer| (peer.name, Sample::of(allocations(&runtime, peer))));
    report.add("call", "allocations", "", allocations.collect::<Vec<_>>());
    first_calls(report, &runtime, &server.url())
}

/// Microseconds of each call.
fn timed(runtime: &Runtime, calls: impl Future, (cpu, wall): (&mut Sample, &mut Sample)) -> Result<(), Problem> {
    let (_, taken) = cost(UsageWho::RUSAGE_THREAD, || Ok(runtime.block_on(calls)))?;
    let each = 1e6 / f64::from(CALLS);
    wall.push(taken.wall.as_secs_f64() * each);
    cpu.push(taken.cpu * each);
    Ok(())
}

async fn sequential(peer: &Peer) {
    for _ in 0..CALLS {
        (peer.call)().await;
    }
}

async fn concurrent(peer: &Peer) {
    let local = tokio::task::LocalSet::new();
    let calls = || {
        let mine: Vec<Calling> = (0..CALLS / CONCURRENT).map(|_| (peer.call)()).collect();
        async move {
            for call in mine {
                call.await;
            }
        }
    };
    let tasks: Vec<_> = (0..CONCURRENT).map(|_| local.spawn_local(calls())).collect();
    local
        .run_until(async {
            for task in tasks {
                task.await.unwrap_or_else(|error| panic!("a call: {error}"));
            }
        })
        .await;
}

/// Allocations of one call on this thread.
fn allocations(runtime: &Runtime, peer: &Peer) -> f64 {
    let counted = allocation_counter::measure(|| runtime.block_on(sequential(peer)));
    counted.count_total as f64 / f64::from(CALLS)
}

/// From a new client to the end of its first call. What is set up once for a process is set up already.
fn first_calls(report: &mut Report, runtime: &Runtime, url: &str) -> Result<(), Problem> {
    let mut samples: Vec<(&str, Sample)> = Vec::new();
    for _ in 0..SAMPLES {
        for (index, make) in PEERS.into_iter().enumerate() {
            let started = Instant::now();
            let peer = make(url)?;
            runtime.block_on((peer.call)());
            let micros = started.elapsed().as_secs_f64() * 1e6;
            if samples.len() == index {
                samples.push((peer.name, Sample::default()));
            }
            samples[index].1.push(micros);
        }
    }
    report.add("call", "first call of a new client, clock", "us", samples);
    Ok(())
}

/// Makes a peer that calls this URL.
type Make = fn(&str) -> Result<Peer, Problem>;

const PEERS: [Make; 4] = [ours, floor, by_hand, official];

fn peers(url: &str) -> Result<Vec<Peer>, Problem> {
    PEERS.into_iter().map(|make| make(url)).collect()
}

fn ours(url: &str) -> Result<Peer, Problem> {
    let credentials = Credentials::new("AKIDEXAMPLE", "secret");
    let client = Client::new(Config::new().endpoint(url).region(REGION).credentials(credentials));
    let call = move || -> Calling {
        let client = client.clone();
        Box::pin(async move {
            let reply = client.get_ice_server_config(GetIceServerConfigRequest::new(ARN).client_id("viewer")).await;
            assert_eq!(reply.map_or(0, |reply| reply.ice_server_list.unwrap_or_default().len()), 2);
        })
    };
    Ok(Peer { name: "ours", call: Box::new(call) })
}

fn floor(url: &str) -> Result<Peer, Problem> {
    let client = floor::Client::new(url, REGION, "AKIDEXAMPLE", "secret")?;
    let call = move || -> Calling {
        let client = client.clone();
        Box::pin(async move {
            let body = format!("{{\"ChannelARN\":\"{ARN}\",\"ClientId\":\"viewer\"}}");
            let reply = client.get_ice_server_config(body.into()).await;
            assert_eq!(reply.map_or(0, |reply| reply.len()), codec::SMALL.len());
        })
    };
    Ok(Peer { name: "floor", call: Box::new(call) })
}

fn by_hand(url: &str) -> Result<Peer, Problem> {
    let credentials = aws_credential_types::Credentials::from_keys("AKIDEXAMPLE", "secret", None);
    let client = by_hand::Client::new(url, REGION, credentials)?;
    let call = move || -> Calling {
        let client = client.clone();
        Box::pin(async move {
            let request = by_hand::Request { channel_arn: ARN.to_owned(), client_id: Some("viewer".to_owned()) };
            let reply = client.get_ice_server_config(&request).await;
            assert_eq!(reply.map_or(0, |reply| reply.ice_server_list.len()), 2);
        })
    };
    Ok(Peer { name: "by hand", call: Box::new(call) })
}

fn official(url: &str) -> Result<Peer, Problem> {
    let config = official::Config::builder()
        .behavior_version(official::config::BehaviorVersion::latest())
        .region(official::config::Region::new(REGION))
        .credentials_provider(official::config::Credentials::from_keys("AKIDEXAMPLE", "secret", None))
        .endpoint_url(url)
        .timeout_config(
            official::config::timeout::TimeoutConfig::builder().operation_timeout(Duration::from_secs(60)).build(),
        )
        .build();
    let client = official::Client::from_conf(config);
    let call = move || -> Calling {
        let client = client.clone();
        Box::pin(async move {
            let reply = client.get_ice_server_config().channel_arn(ARN).client_id("viewer").send().await;
            assert_eq!(reply.map_or(0, |reply| reply.ice_server_list().len()), 2);
        })
    };
    Ok(Peer { name: "official", call: Box::new(call) })
}

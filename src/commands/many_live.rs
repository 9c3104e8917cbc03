//! The reading of many live pools: lists of Regions and pools at work side by side, until all is read or time is up.

use super::Failure;
use super::live::{access, failure, open, pool_ref, remark_regions, runtime, unreadable, unreadable_pool};
use super::many::{Asked, Cut, Limits, Many, Outcome};
use super::regions::beside;
use crate::collect::{Access, Connection, ListedPool, PoolError, PoolRef, Rate, Wanted};
use crate::report::Unreadable;
use crate::snapshot::Snapshot;
use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::{BTreeMap, VecDeque};
use tokio::time::sleep;

/// Reads the pools and hands each to `take`.
///
/// # Errors
/// When not one pool was read.
pub(super) fn read(
    asked: &Asked<'_>,
    wanted: &Wanted,
    take: &mut dyn FnMut(usize, Snapshot),
) -> Result<Outcome, Failure> {
    let runtime = runtime()?;
    let done = runtime.block_on(work(asked, wanted, take));
    // A look-up of a name under way must not hold up the end.
    runtime.shutdown_background();
    done
}

/// Ctrl-C, or the end of the time.
async fn cut(limits: Limits) -> Cut {
    let timed_out = async {
        match limits.timeout {
            Some(timeout) => sleep(timeout).await,
            None => std::future::pending().await,
        }
    };
    tokio::select! {
        biased; // the signal is watched before anything is sent
        Ok(()) = tokio::signal::ctrl_c() => Cut::Interrupted,
        () = timed_out => Cut::TimedOut(limits.timeout.unwrap_or_default().as_secs_f64()),
    }
}

async fn work(
    asked: &Asked<'_>,
    wanted: &Wanted,
    take: &mut dyn FnMut(usize, Snapshot),
) -> Result<Outcome, Failure> {
    let limits = asked.limits;
    let mut cut = std::pin::pin!(cut(limits));
    let rate = limits.rate.map_or(Rate::Open, Rate::Share);
    let access = Access { rate, ..access(asked.common) };
    let named = match asked.many {
        None => asked.targets.first().map(|target| target.region.as_str()),
        Some(many) => many.regions.first().map(String::as_str).filter(|region| *region != "all"),
    };
    let connection = tokio::select! {
        biased;
        why = &mut cut => return Err(nothing_read(why)),
        connection = open(&access, named) => connection?,
    };
    let mut desk = Desk::new(&connection, wanted, limits.concurrency);
    match asked.many {
        None => {
            remark_regions(asked.common, &connection, asked.targets);
            asked.targets.iter().for_each(|target| desk.add(pool_ref(target)));
        }
        Some(many) => regions(many, &connection).into_iter().for_each(|region| desk.list(region, None)),
    }
    let why = loop {
        let event = tokio::select! {
            biased;
            why = &mut cut => break Some(why),
            event = desk.running.next() => event,
        };
        match event {
            Some(Event::Page(region, page)) => desk.page(region, page, asked.many),
            Some(Event::Pool(position, answer)) => desk.pool(position, answer, take),
            None => break None,
        }
    };
    if let Some(why) = why {
        if desk.read == 0 {
            return Err(nothing_read(why));
        }
        desk.leave(why);
    }
    desk.end(asked.many, why)
}

fn regions(many: &Many, connection: &Connection) -> Vec<String> {
    let default = connection.region();
    if many.regions.is_empty() {
        return vec![default.to_owned()];
    }
    let all = many.regions.iter().any(|region| region == "all");
    let mut regions =
        if all { beside(default).1.iter().map(ToString::to_string).collect() } else { many.regions.clone() };
    regions.sort();
    regions.dedup();
    regions
}

fn nothing_read(why: Cut) -> Failure {
    match why {
        Cut::Interrupted => Failure::interrupted(),
        Cut::TimedOut(seconds) => Failure::new(format!("no pool was read within {seconds} seconds"))
            .hint("allow more with --timeout"),
    }
}

enum Event {
    Page(String, Result<(Vec<ListedPool>, Option<String>), PoolError>),
    Pool(usize, Result<Option<Snapshot>, PoolError>),
}

/// The pools of one Region.
#[derive(Default)]
struct Line {
    waiting: VecDeque<usize>,
    at_work: usize,
}

struct Desk<'a> {
    connection: &'a Connection,
    wanted: &'a Wanted,
    concurrency: usize,
    running: FuturesUnordered<LocalBoxFuture<'a, Event>>,
    lines: BTreeMap<String, Line>,
    /// Regions whose lists have not come to their end.
    listing: Vec<String>,
    /// Pools that were not read yet, by position.
    open: BTreeMap<usize, PoolRef>,
    /// Pools altogether.
    known: usize,
    /// Pools that were handed on.
    read: usize,
    /// Listed pools, also of names that are not meant.
    listed: usize,
    unreadable: Vec<Unreadable>,
    /// The failure of the first that failed, for the case that all do.
    first: Option<Failure>,
}

impl<'a> Desk<'a> {
    fn new(connection: &'a Connection, wanted: &'a Wanted, concurrency: usize) -> Desk<'a> {
        Desk {
            connection,
            wanted,
            concurrency: concurrency.max(1),
            running: FuturesUnordered::new(),
            lines: BTreeMap::new(),
            listing: Vec::new(),
            open: BTreeMap::new(),
            known: 0,
            read: 0,
            listed: 0,
            unreadable: Vec::new(),
            first: None,
        }
    }

    /// Asks for a page of a Region's pools.
    fn list(&mut self, region: String, token: Option<String>) {
        if token.is_none() {
            self.listing.push(region.clone());
        }
        let connection = self.connection;
        let page = async move {
            let page = connection.list_page(&region, &token).await;
            Event::Page(region, page)
        };
        self.running.push(page.boxed_local());
    }

    fn page(
        &mut self,
        region: String,
        page: Result<(Vec<ListedPool>, Option<String>), PoolError>,
        many: Option<&Many>,
    ) {
        let Some(many) = many else { return };
        let (pools, next) = match page {
            Ok(page) => page,
            Err(error) => {
                self.listing.retain(|listed| *listed != region);
                let unread = error.unread();
                self.unreadable.push(region_unread(&region, &unread.code, &unread.message));
                self.first.get_or_insert_with(|| {
                    let message = format!("cannot list the pools of {region}: {error}");
                    failure(&message, error.hint())
                });
                return;
            }
        };
        self.listed += pools.len();
        let partition = beside(&region).0;
        for pool in pools.into_iter().filter(|pool| many.admits(&pool.name)) {
            let partition = partition.to_owned();
            self.add(PoolRef { id: pool.id, region: region.clone(), account: None, partition });
        }
        match next {
            Some(_) => self.list(region, next),
            None => self.listing.retain(|listed| *listed != region),
        }
    }

    /// Takes a pool in; it is read when it is its turn.
    fn add(&mut self, pool: PoolRef) {
        let region = pool.region.clone();
        self.open.insert(self.known, pool);
        self.lines.entry(region.clone()).or_default().waiting.push_back(self.known);
        self.known += 1;
        self.start(&region);
    }

    fn start(&mut self, region: &str) {
        let Some(line) = self.lines.get_mut(region) else { return };
        while line.at_work < self.concurrency {
            let Some(position) = line.waiting.pop_front() else { return };
            let Some(pool) = self.open.get(&position).cloned() else { continue };
            line.at_work += 1;
            let (connection, wanted) = (self.connection, self.wanted);
            let read = async move { Event::Pool(position, connection.read_tagged(&pool, wanted).await) };
            self.running.push(read.boxed_local());
        }
    }

    fn pool(
        &mut self,
        position: usize,
        answer: Result<Option<Snapshot>, PoolError>,
        take: &mut dyn FnMut(usize, Snapshot),
    ) {
        let Some(pool) = self.open.remove(&position) else { return };
        match answer {
            Ok(Some(snapshot)) => {
                self.read += 1;
                take(position, snapshot);
            }
            Ok(None) => {}
            Err(error) => {
                self.unreadable.push(unreadable(&error, &pool));
                self.first.get_or_insert_with(|| unreadable_pool(&error, &pool.id));
            }
        }
        if let Some(line) = self.lines.get_mut(&pool.region) {
            line.at_work -= 1;
        }
        self.start(&pool.region);
    }

    /// Puts down all that was not read.
    fn leave(&mut self, why: Cut) {
        for region in std::mem::take(&mut self.listing) {
            self.unreadable.push(region_unread(&region, why.code(), &why.message()));
        }
        for pool in std::mem::take(&mut self.open).into_values() {
            self.unreadable.push(Unreadable {
                scope: "pool",
                account: pool.account.unwrap_or_default(),
                region: pool.region,
                id: pool.id,
                operation: "cognito-idp:DescribeUserPool".to_owned(),
                code: why.code().to_owned(),
                message: why.message(),
            });
        }
    }

    fn end(mut self, many: Option<&Many>, cut: Option<Cut>) -> Result<Outcome, Failure> {
        if self.read == 0 {
            if let Some(first) = self.first {
                return Err(first);
            }
            if let Some(many) = many {
                let regions = regions(many, self.connection).join(", ");
                let failure = match self.listed {
                    0 => Failure::new(format!("there is no user pool in {regions}"))
                        .hint("name other Regions with --regions, or all with --regions all"),
                    listed => Failure::new(format!("none of the {listed} user pools in {regions} is meant"))
                        .hint("see --name and --tag; `mfa-doctor check` lists the names"),
                };
                return Err(failure);
            }
        }
        if many.is_some() {
            let key = |entry: &Unreadable| {
                (entry.account.clone(), entry.region.clone(), entry.scope, entry.id.clone())
            };
            self.unreadable.sort_by_key(key);
        }
        Ok(Outcome { unreadable: self.unreadable, cut })
    }
}

fn region_unread(region: &str, code: &str, message: &str) -> Unreadable {
    Unreadable {
        scope: "region",
        account: String::new(),
        region: region.to_owned(),
        id: String::new(),
        operation: "cognito-idp:ListUserPools".to_owned(),
        code: code.to_owned(),
        message: message.to_owned(),
    }
}

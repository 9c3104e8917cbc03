//! Who is read next: accounts, lists of Regions and pools at work side by side.

use super::super::Failure;
use super::progress::Counts;
use super::unread::{Losses, none_meant, nothing_read};
use super::{Asked, Cut, Found, Outcome, Take};
use crate::collect::{Connection, ListedPool, PoolError, PoolList, PoolRef, Standing, Wanted};
use crate::snapshot::{Snapshot, Unread, region_partition};
use futures_util::future::{FutureExt, LocalBoxFuture};
use futures_util::stream::{FuturesUnordered, StreamExt};
use std::collections::{BTreeMap, VecDeque};
use std::rc::Rc;
use std::time::{Duration, Instant};

/// Accounts that are read at the same time; each has quotas of its own.
const ACCOUNTS_AT_ONCE: usize = 8;

/// What came to its end.
pub(super) enum Event {
    Entered(String, Box<Result<Connection, Unread>>),
    Page(usize, Box<PoolList>, Result<Vec<ListedPool>, PoolError>),
    Pool(usize, Box<Result<Option<Snapshot>, PoolError>>),
}

/// One account, as long as something of it is left to do.
struct Site {
    account: String,
    connection: Rc<Connection>,
    /// Lists and pools that have not come to their end.
    open: usize,
    lines: BTreeMap<String, Line>,
}

/// The pools of one Region of an account.
#[derive(Default)]
struct Line {
    waiting: VecDeque<usize>,
    at_work: usize,
    done: usize,
}

impl Line {
    fn standing(&self) -> Standing {
        Standing { done: self.done, at_work: self.at_work, waiting: self.waiting.len() }
    }
}

/// A pool that was not read yet.
struct Waiting {
    site: usize,
    pool: PoolRef,
}

pub(super) struct Desk<'a> {
    asked: &'a Asked<'a>,
    wanted: &'a Wanted,
    running: FuturesUnordered<LocalBoxFuture<'a, Event>>,
    /// Accounts that nobody has entered yet.
    accounts: VecDeque<String>,
    enter: Option<Box<dyn Fn(String) -> LocalBoxFuture<'a, Event> + 'a>>,
    /// Accounts that are being entered.
    entering: Vec<String>,
    regions: Vec<String>,
    sites: BTreeMap<usize, Site>,
    next_site: usize,
    /// Lists under way, by account and Region.
    listing: Vec<(usize, String)>,
    open: BTreeMap<usize, Waiting>,
    /// Pools altogether, and those of them that came to their end.
    known: usize,
    done: usize,
    /// Pools that were handed on, or were there already.
    pub(super) read: usize,
    broken: usize,
    incomplete: usize,
    /// When the first pool was begun.
    began: Option<Instant>,
    /// Listed pools, also of names that are not meant.
    listed: usize,
    losses: Losses,
    halted: bool,
}

impl<'a> Desk<'a> {
    pub(super) fn new(asked: &'a Asked<'a>, wanted: &'a Wanted) -> Desk<'a> {
        Desk {
            asked,
            wanted,
            running: FuturesUnordered::new(),
            accounts: VecDeque::new(),
            enter: None,
            entering: Vec::new(),
            regions: Vec::new(),
            sites: BTreeMap::new(),
            next_site: 0,
            listing: Vec::new(),
            open: BTreeMap::new(),
            known: 0,
            done: 0,
            read: 0,
            broken: 0,
            incomplete: 0,
            began: None,
            listed: 0,
            losses: Losses::default(),
            halted: false,
        }
    }

    /// The Regions to list in every account.
    pub(super) fn in_regions(&mut self, regions: Vec<String>) {
        self.regions = regions;
    }

    /// These accounts, each by way of `enter`.
    pub(super) fn in_accounts(
        &mut self,
        accounts: Vec<String>,
        enter: impl Fn(String) -> LocalBoxFuture<'a, Event> + 'a,
    ) {
        self.accounts = accounts.into();
        self.enter = Some(Box::new(enter));
        self.enter_more();
    }

    /// What comes to its end next; `None` when nothing is left to do.
    pub(super) async fn next(&mut self) -> Option<Event> {
        self.running.next().await
    }

    /// How far it has come.
    pub(super) fn counts(&self) -> Counts {
        Counts {
            done: self.done,
            known: self.known,
            more: !self.listing.is_empty() || !self.accounts.is_empty() || !self.entering.is_empty(),
            broken: self.broken,
            incomplete: self.incomplete,
            left: self.time_left(),
        }
    }

    /// What the pools that are known will take: by the slowest quota of an account, and no less than by the time that
    /// those before took, for not every run comes up to its quotas.
    fn time_left(&self) -> Option<Duration> {
        let by_quota = self.sites.values().filter_map(|site| {
            let regions: Vec<(&str, Standing)> =
                site.lines.iter().map(|(region, line)| (region.as_str(), line.standing())).collect();
            site.connection.time_left(&regions)
        });
        let by_quota = by_quota.max();
        let lines = self.sites.values().flat_map(|site| site.lines.values());
        let at_work = lines.map(|line| line.at_work).sum();
        let waiting = self.known - self.done - at_work;
        let all = Standing { done: self.done, at_work, waiting };
        let by_time = self.began.and_then(|began| all.after(began.elapsed()));
        by_quota.max(by_time)
    }

    fn enter_more(&mut self) {
        let Some(enter) = &self.enter else { return };
        while !self.halted && self.sites.len() + self.entering.len() < ACCOUNTS_AT_ONCE {
            let Some(account) = self.accounts.pop_front() else { return };
            self.entering.push(account.clone());
            self.running.push(enter(account));
        }
    }

    /// Begins with an account.
    pub(super) fn site(&mut self, account: &str, connection: Connection) -> usize {
        let site = self.next_site;
        self.next_site += 1;
        let connection = Rc::new(connection);
        let account = account.to_owned();
        self.sites.insert(site, Site { account, connection, open: 0, lines: BTreeMap::new() });
        for region in self.regions.clone() {
            self.list(site, &region);
        }
        site
    }

    fn list(&mut self, site: usize, region: &str) {
        let Some(at) = self.sites.get_mut(&site) else { return };
        at.open += 1;
        let list = at.connection.pools(region);
        self.listing.push((site, region.to_owned()));
        self.page(site, list);
    }

    fn page(&mut self, site: usize, mut list: PoolList) {
        let Some(at) = self.sites.get(&site) else { return };
        let connection = at.connection.clone();
        let page = async move {
            let pools = list.next(&connection).await;
            Event::Page(site, Box::new(list), pools)
        };
        self.running.push(page.boxed_local());
    }

    /// Takes a pool in; it is read when it is its turn.
    pub(super) fn add(&mut self, site: usize, pool: PoolRef) {
        let Some(at) = self.sites.get_mut(&site) else { return };
        if (self.asked.is_there)(&pool.id) {
            self.read += 1;
            return;
        }
        let region = pool.region.clone();
        at.open += 1;
        at.lines.entry(region.clone()).or_default().waiting.push_back(self.known);
        self.open.insert(self.known, Waiting { site, pool });
        self.known += 1;
        self.start(site, &region);
    }

    fn start(&mut self, site: usize, region: &str) {
        let Some(at) = self.sites.get_mut(&site) else { return };
        let Some(line) = at.lines.get_mut(region) else { return };
        while !self.halted && line.at_work < self.asked.limits.concurrency.max(1) {
            let Some(position) = line.waiting.pop_front() else { return };
            let Some(pool) = self.open.get(&position).map(|waiting| waiting.pool.clone()) else { continue };
            line.at_work += 1;
            self.began.get_or_insert_with(Instant::now);
            let (connection, wanted) = (at.connection.clone(), self.wanted);
            let read = async move {
                let read = connection.read_tagged(&pool, wanted).await;
                Event::Pool(position, Box::new(read))
            };
            self.running.push(read.boxed_local());
        }
    }

    /// One thing of the account came to its end.
    fn close(&mut self, site: usize) {
        let Some(at) = self.sites.get_mut(&site) else { return };
        at.open -= 1;
        if at.open == 0 {
            self.sites.remove(&site);
            self.enter_more();
        }
    }

    /// Does what an event calls for.
    pub(super) fn take(&mut self, event: Event, take: &mut Take<'_>) {
        match event {
            Event::Entered(account, entered) => self.entered(&account, *entered),
            Event::Page(site, list, pools) => self.paged(site, *list, pools),
            Event::Pool(position, answer) => self.pool(position, *answer, take),
        }
    }

    fn entered(&mut self, account: &str, entered: Result<Connection, Unread>) {
        self.entering.retain(|entering| entering != account);
        match entered {
            Ok(connection) => {
                self.site(account, connection);
            }
            Err(unread) => {
                self.losses.account(account, &unread);
                self.enter_more();
            }
        }
    }

    fn paged(&mut self, site: usize, list: PoolList, pools: Result<Vec<ListedPool>, PoolError>) {
        let region = list.region.clone();
        let account = self.sites.get(&site).map(|at| at.account.clone()).unwrap_or_default();
        match (pools, self.asked.many) {
            (Ok(pools), Some(many)) => {
                self.losses.answered(&account);
                self.listed += pools.len();
                let partition = region_partition(&region);
                let entered = Some(account.clone()).filter(|account| !account.is_empty());
                for pool in pools.into_iter().filter(|pool| many.admits(&pool.name)) {
                    let (region, account) = (region.clone(), entered.clone());
                    self.add(site, PoolRef { id: pool.id, region, account, partition: partition.to_owned() });
                }
                if list.has_more() && !self.halted {
                    return self.page(site, list);
                }
                if list.has_more() {
                    return; // `leave` puts it down
                }
            }
            (Ok(_), None) => {}
            (Err(error), _) => self.losses.region(account, &region, &error),
        }
        self.listing.retain(|listed| *listed != (site, region.clone()));
        self.close(site);
    }

    fn pool(&mut self, position: usize, answer: Result<Option<Snapshot>, PoolError>, take: &mut Take<'_>) {
        let Some(Waiting { site, pool }) = self.open.remove(&position) else { return };
        self.done += 1;
        match answer {
            Ok(Some(snapshot)) => {
                self.read += 1;
                let found = take(position, snapshot);
                self.broken += usize::from(found == Found::Broken);
                self.incomplete += usize::from(found == Found::Incomplete);
            }
            Ok(None) => {}
            Err(error) => self.losses.pool(&pool, &error),
        }
        let line = self.sites.get_mut(&site).and_then(|at| at.lines.get_mut(&pool.region));
        if let Some(line) = line {
            line.at_work -= 1;
            line.done += 1;
        }
        self.start(site, &pool.region);
        self.close(site);
    }

    /// Begins nothing more.
    pub(super) fn halt(&mut self) {
        self.halted = true;
    }

    /// Puts down all that was not even begun.
    fn leave(&mut self, cut: Cut) {
        for account in std::mem::take(&mut self.accounts) {
            self.losses.left(cut, &account, "", "");
        }
        let account_of = |sites: &BTreeMap<usize, Site>, site: usize| {
            sites.get(&site).map(|at| at.account.clone()).unwrap_or_default()
        };
        for (site, region) in std::mem::take(&mut self.listing) {
            self.losses.left(cut, &account_of(&self.sites, site), &region, "");
        }
        for Waiting { site, pool } in std::mem::take(&mut self.open).into_values() {
            let account = pool.account.unwrap_or_else(|| account_of(&self.sites, site));
            self.losses.left(cut, &account, &pool.region, &pool.id);
        }
    }

    /// What is left to say.
    ///
    /// # Errors
    /// When not one pool was read.
    pub(super) fn end(mut self, cut: Option<Cut>) -> Result<Outcome, Failure> {
        if let Some(cut) = cut {
            if self.read == 0 {
                return Err(nothing_read(cut));
            }
            self.leave(cut);
        }
        if self.read == 0 {
            if let Some(first) = self.losses.first() {
                return Err(first);
            }
            if let Some(many) = self.asked.many {
                return Err(none_meant(many, &self.regions, self.listed));
            }
        }
        let (unreadable, notices) = self.losses.told(self.asked.many.is_some());
        Ok(Outcome { unreadable, notices, cut })
    }
}

//! The reading of live pools, until all is read, time is up or somebody presses Ctrl-C.

use super::super::live::{access, failure, open, pool_ref, remark_regions, runtime};
use super::super::{Failure, terminal};
use super::accounts::{Accounts, Way, from_file};
use super::desk::{Desk, Event};
use super::progress::Progress;
use super::regions::beside;
use super::unread::nothing_read;
use super::{Asked, Cut, Limits, Many, Outcome, Take};
use crate::collect::{Access, Connection, Halt, Rate, Role, Wanted};
use futures_util::future::FutureExt;
use std::rc::Rc;
use tokio::time::sleep;

/// Reads the pools and hands each to `take`.
///
/// # Errors
/// When not one pool was read.
pub(super) fn read(asked: &Asked<'_>, wanted: &Wanted, take: &mut Take<'_>) -> Result<Outcome, Failure> {
    let runtime = runtime()?;
    let done = runtime.block_on(work(asked, wanted, take));
    // A look-up of a name under way must not hold up the end.
    runtime.shutdown_background();
    done
}

/// Ctrl-C, or the end of the time.
pub(in crate::commands) async fn cut(limits: Limits) -> Cut {
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

async fn work(asked: &Asked<'_>, wanted: &Wanted, take: &mut Take<'_>) -> Result<Outcome, Failure> {
    let mut cut = std::pin::pin!(cut(asked.limits));
    let halt = Halt::default();
    let rate = asked.limits.rate.map_or(Rate::Open, Rate::Share);
    let access = Access { rate, halt: halt.clone(), ..access(asked.common) };
    let mut desk = Desk::new(asked, wanted);
    let began = tokio::select! {
        biased;
        why = &mut cut => return Err(nothing_read(why)),
        began = begin(asked, &access, &mut desk) => began,
    };
    began?;
    let progress = Progress::begin(asked.common, asked.many.is_some() || asked.targets.len() > 1);
    let mut ended = None;
    loop {
        progress.show(&desk);
        let event = tokio::select! {
            biased;
            why = &mut cut, if ended.is_none() => {
                // Calls under way end at once, and what was read of their pools is judged.
                ended = Some(why);
                halt.call(why.code(), &why.message());
                desk.halt();
                continue;
            }
            event = desk.next() => event,
        };
        match event {
            Some(event) => desk.take(event, take),
            None => break,
        }
    }
    drop(progress);
    desk.end(ended)
}

async fn begin<'a>(asked: &'a Asked<'a>, access: &Access, desk: &mut Desk<'a>) -> Result<(), Failure> {
    let Some(many) = asked.many else {
        let first = asked.targets.first().map(|target| target.region.as_str());
        let connection = open(access, first).await?;
        remark_regions(asked.common, &connection, asked.targets);
        let site = desk.site("", connection);
        asked.targets.iter().for_each(|target| desk.add(site, pool_ref(target)));
        return Ok(());
    };
    let named = many.regions.first().map(String::as_str).filter(|region| *region != "all");
    let connection = open(access, named).await?;
    desk.in_regions(regions(many, connection.region()));
    let Some(way) = &many.accounts else {
        desk.site("", connection);
        return Ok(());
    };
    let accounts = accounts(way, &connection, asked).await?;
    let own = connection.own_account().await;
    let connection = Rc::new(connection);
    desk.in_accounts(accounts, move |account| {
        let (connection, own) = (connection.clone(), own.clone());
        let role = Role { name: way.role.clone(), external_id: way.external_id.clone() };
        let enter = async move {
            let entered = match own.as_deref() == Some(account.as_str()) {
                true => Ok(connection.again(&account)),
                false => connection.enter(&account, &role).await,
            };
            Event::Entered(account, Box::new(entered))
        };
        enter.boxed_local()
    });
    Ok(())
}

async fn accounts(way: &Way, connection: &Connection, asked: &Asked<'_>) -> Result<Vec<String>, Failure> {
    let path = match &way.accounts {
        Accounts::File(path) => path,
        Accounts::Organization => {
            let found = connection.accounts().await;
            let found = found.map_err(|error| {
                failure(&format!("cannot list the accounts of the organization: {error}"), error.hint())
            })?;
            let (active, others): (Vec<_>, Vec<_>) = found.into_iter().partition(|account| account.active);
            if !others.is_empty() {
                let ids: Vec<&str> = others.iter().map(|account| account.id.as_str()).collect();
                let text = format!("accounts that are not active are left out: {}", ids.join(", "));
                terminal::remark(asked.common, &text);
            }
            let mut ids: Vec<String> = active.into_iter().map(|account| account.id).collect();
            ids.sort();
            return Ok(ids);
        }
    };
    from_file(path)
}

fn regions(many: &Many, default: &str) -> Vec<String> {
    if many.regions.is_empty() {
        return vec![default.to_owned()];
    }
    let all = many.regions.iter().any(|region| region == "all");
    let mut regions = match all {
        true => beside(default).iter().map(ToString::to_string).collect(),
        false => many.regions.clone(),
    };
    regions.sort();
    regions.dedup();
    regions
}

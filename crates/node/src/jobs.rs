//! Tasks on pixmill's own pool, never on the event loop or libuv's four threads.

use crate::allocator::collect;
use crate::outcome::{Finished, Owned, failed};
use napi::bindgen_prelude::{Env, Object, Result, Uint8ArraySlice};
use napi_derive::napi;
use pixmill_core::job::Cancel;
use pixmill_core::task::{self, Outcome};
use pixmill_core::{build, stage};
use std::cell::RefCell;
use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::{Builder, Runtime};

/// Threads are made when needed and end when idle; the scheduler in js/ alone bounds how many run.
const MOST_THREADS: usize = 512;
/// Codecs keep tables on the stack; 2 MB, the default, is close for AVIF.
const STACK: usize = 8 << 20;

static POOL: LazyLock<std::io::Result<Runtime>> = LazyLock::new(|| {
    Builder::new_multi_thread()
        .worker_threads(1)
        .max_blocking_threads(MOST_THREADS)
        .thread_stack_size(STACK)
        .thread_name("pixmill")
        .build()
});

/// Of a job that takes so long, giving all memory back is no part that counts.
const LONG: Duration = Duration::from_millis(20);

/// Bytes that running jobs hold, over all threads of JS.
static HELD: AtomicU64 = AtomicU64::new(0);

thread_local! {
    /// The running jobs of this thread of JS, by the front's token.
    static RUNNING: RefCell<HashMap<u32, Cancel>> = RefCell::new(HashMap::new());
}

/// Counts bytes for as long as it lives.
struct Held(u64);

impl Held {
    fn new(bytes: u64) -> Self {
        HELD.fetch_add(bytes, Ordering::Relaxed);
        Self(bytes)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        HELD.fetch_sub(self.0, Ordering::Relaxed);
    }
}

/// Runs a task; what panics is an error.
pub fn attempt(request: &str, mut inputs: Vec<Vec<u8>>, cancel: &Cancel) -> pixmill_core::Result<Outcome> {
    stage::keep_panics();
    let _held = Held::new(inputs.iter().map(|input| input.len() as u64).sum());
    let begun = Instant::now();
    let result = catch_unwind(AssertUnwindSafe(|| task::run(request, &mut inputs, cancel)))
        .unwrap_or_else(|_| Err(stage::panicked()));
    drop(inputs);
    collect(begun.elapsed() > LONG);
    result
}

fn copy(inputs: &[Uint8ArraySlice<'_>]) -> Vec<Vec<u8>> {
    inputs.iter().map(|input| input.to_vec()).collect()
}

/// Pixmill's own pool.
fn pool() -> Result<&'static Runtime> {
    POOL.as_ref().map_err(|e| napi::Error::from_reason(e.to_string()))
}

/// Runs a task on the pool. The inputs are copied before it returns.
#[napi(catch_unwind, ts_return_type = "Promise<Outcome>")]
pub fn run<'env>(
    env: &'env Env,
    request: String,
    inputs: Vec<Uint8ArraySlice<'env>>,
    token: u32,
) -> Result<Object<'env>> {
    collect(false);
    let inputs = copy(&inputs);
    start(env, token, move |cancel| attempt(&request, inputs, cancel))
}

/// Starts a job on the pool that `cancel` stops by its token: a promise of its outcome.
pub fn start(
    env: &Env,
    token: u32,
    work: impl FnOnce(&Cancel) -> pixmill_core::Result<Outcome> + Send + 'static,
) -> Result<Object<'_>> {
    let pool = pool()?;
    let cancel = Cancel::default();
    RUNNING.with_borrow_mut(|running| running.insert(token, cancel.clone()));
    let (deferred, promise) = env.create_deferred()?;
    pool.spawn_blocking(move || {
        let result = work(&cancel);
        deferred.resolve(move |_env| {
            RUNNING.with_borrow_mut(|running| running.remove(&token));
            result.map(Finished).map_err(|e| failed(&e))
        });
    });
    Ok(promise)
}

/// Runs a task to its end on the calling thread.
#[napi(catch_unwind, ts_return_type = "Outcome")]
pub fn run_sync(request: String, inputs: Vec<Uint8ArraySlice<'_>>) -> Result<Finished> {
    attempt(&request, copy(&inputs), &Cancel::default()).map(Finished).map_err(|e| failed(&e))
}

/// The CRC-32 of bytes that follow those whose CRC is `seed`: at once, without a copy.
#[napi(catch_unwind)]
pub fn crc32(seed: u32, bytes: Uint8ArraySlice<'_>) -> u32 {
    pixmill_core::zip::tasks::crc32_after(seed, &bytes)
}

/// Asks a running task to stop. A token that is not running is ignored: it may just have ended.
#[napi(catch_unwind)]
pub fn cancel(token: u32) {
    RUNNING.with_borrow(|running| {
        if let Some(cancel) = running.get(&token) {
            cancel.cancel();
        }
    });
}

/// Which build this is, as JSON.
#[napi(catch_unwind, js_name = "build")]
pub fn describe_build() -> String {
    build::describe().to_string()
}

/// The stage record of this thread.
#[napi(catch_unwind)]
pub fn stage() -> u32 {
    stage::code()
}

/// The error of a job that was lost in a stage, as JSON.
#[napi(catch_unwind)]
pub fn lost(record: u32) -> String {
    stage::lost(record).to_json().to_string()
}

/// Bytes of input that running jobs hold, over all threads.
#[napi(catch_unwind)]
pub fn held() -> f64 {
    HELD.load(Ordering::Relaxed) as f64
}

/// A machine that takes bytes and gives pieces. One that panicked stays locked for nobody: it fails by what it holds.
pub fn locked<T>(machine: &Mutex<T>) -> MutexGuard<'_, T> {
    machine.lock().unwrap_or_else(PoisonError::into_inner)
}

/// A machine's next piece, made on the pool: a promise.
pub fn piece<'env, T: Send + 'static>(
    env: &'env Env,
    machine: &Arc<Mutex<T>>,
    bytes: Vec<u8>,
    push: fn(&mut T, &[u8]) -> pixmill_core::Result<Vec<u8>>,
) -> Result<Object<'env>> {
    collect(false);
    let machine = Arc::clone(machine);
    let (deferred, promise) = env.create_deferred()?;
    pool()?.spawn_blocking(move || {
        stage::keep_panics();
        let result = catch_unwind(AssertUnwindSafe(|| push(&mut locked(&machine), &bytes)))
            .unwrap_or_else(|_| Err(stage::panicked()));
        drop(bytes);
        collect(false);
        deferred.resolve(move |_env| result.map(Owned).map_err(|e| failed(&e)));
    });
    Ok(promise)
}

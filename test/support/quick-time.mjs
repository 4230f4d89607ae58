/**
 * Loaded before a program (`--import`): its clock and its timers go so many times as fast as the machine's, from the
 * same moment in each process, so that what takes it seconds takes a test less. `CATO_QUICK_TIME`: `SPEED FROM_MS`.
 */
const [speed = 1, from = 0] = (process.env.CATO_QUICK_TIME ?? '').split(' ').map(Number);
const { now } = Date;
const monotonic = performance.now.bind(performance);
const { setTimeout: timeout, setInterval: interval } = globalThis;

Date.now = () => Math.floor(from + (now() - from) * speed);
performance.now = () => monotonic() * speed;
globalThis.setTimeout = (callback, delayMs = 0, ...args) => timeout(callback, delayMs / speed, ...args);
globalThis.setInterval = (callback, delayMs = 0, ...args) => interval(callback, delayMs / speed, ...args);

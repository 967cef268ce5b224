// A process with this module in front lives TEST_LATER_MS later than the others: months end without anybody waiting.
const later_ms = Number(process.env.TEST_LATER_MS)
const Now = Date

globalThis.Date = new Proxy(Now, {
  construct: (_, given: unknown[]) =>
    Reflect.construct(Now, given.length === 0 ? [Now.now() + later_ms] : given),
  get: (target, name) => (name === 'now' ? () => Now.now() + later_ms : Reflect.get(target, name)),
})

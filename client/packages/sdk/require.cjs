throw new Error(
  "@swath/client is an ECMAScript module. Write `const { SwathClient } = await import('@swath/client')`, or use Node 20.19 or newer, whose `require` takes it.",
)

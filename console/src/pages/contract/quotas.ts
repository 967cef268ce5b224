// The words of limits, as people read them.
export const at_limits = { refuse: 'Are refused', approval: 'Wait for the order desk' } as const
export const measures = { orders: 'Orders', amount: 'Money', km2: 'Area' } as const
export const periods = { month: 'In a month', contract: 'In all' } as const

import { createTheme, type MantineColorsTuple } from '@mantine/core'

/** The one accent: the colour of deep water seen from above. */
const petrol: MantineColorsTuple = [
  '#e9f5f8',
  '#d0e8ef',
  '#a4d2e0',
  '#74b9ce',
  '#4ca3bd',
  '#2f8fab',
  '#1b7992',
  '#0f647c',
  '#0b5064',
  '#073a49',
]
/** Greys with a little of it in them, so that light and dark are of one family. */
const gray: MantineColorsTuple = [
  '#f6f8f8',
  '#eef2f2',
  '#e2e8e9',
  '#d0d9db',
  '#b4c0c3',
  '#869498',
  '#5d6c71',
  '#46545a',
  '#2f3b40',
  '#1c2529',
]
const dark: MantineColorsTuple = [
  '#dce3e5',
  '#b9c4c8',
  '#98a6ab',
  '#6f7e84',
  '#43525a',
  '#313f46',
  '#202b31',
  '#172026',
  '#11181d',
  '#0b1114',
]

/** Its arrows have names, and no day is so pale or red that it cannot be read. */
const calendar = { previousLabel: 'Before', nextLabel: 'After', hideOutsideDates: true, weekendDays: [] }

/** Names may be one long word, which would push a button out of reach. */
const whole = { overflowWrap: 'anywhere' } as const

export const theme = createTheme({
  primaryColor: 'petrol',
  primaryShade: { light: 7, dark: 6 },
  colors: { petrol, gray, dark },
  black: '#1c2529',
  fontFamily: "'Inter Variable', system-ui, sans-serif",
  fontFamilyMonospace: 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.25rem' },
  lineHeights: { xs: '1.4', sm: '1.45', md: '1.5', lg: '1.5', xl: '1.3' },
  defaultRadius: 'md',
  radius: { xs: '3px', sm: '5px', md: '7px', lg: '10px', xl: '16px' },
  headings: {
    fontWeight: '620',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.25' },
      h2: { fontSize: '0.9375rem', lineHeight: '1.35' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  focusRing: 'auto',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' }, styles: { label: { fontWeight: 560 } } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 300 } },
    Paper: { defaultProps: { withBorder: true } },
    Anchor: { defaultProps: { underline: 'hover' } },
    Modal: {
      defaultProps: { centered: true, radius: 'lg', closeButtonProps: { 'aria-label': 'Close' } },
      styles: { title: { ...whole, lineHeight: 1.4 } },
    },
    Notification: {
      defaultProps: { closeButtonProps: { 'aria-label': 'Close' } },
      styles: { body: whole },
    },
    DateTimePicker: {
      defaultProps: { ...calendar, submitButtonProps: { 'aria-label': 'Take this time' } },
    },
    DatePickerInput: { defaultProps: calendar },
    // The placeholder that it puts into the menu to be focused first is no item, which menus must not have.
    Menu: { defaultProps: { withInitialFocusPlaceholder: false } },
  },
})

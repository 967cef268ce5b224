const told = document.querySelector<HTMLMetaElement>('meta[name=path-prefix]')?.content ?? ''

/** In front of every path of the server that sent this page. Nothing where the page comes from Vite, which knows none. */
export const path_prefix = told.startsWith('%') ? '' : told

import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

export default defineConfig(({ command }) => ({
  root: import.meta.dirname,
  // The built console may be below a path that only the server knows.
  base: command === 'build' ? './' : '/console/',
  plugins: [react()],
  // The reader of places loads what a format needs when it needs it.
  worker: { format: 'es' },
  // The policy of the page (server/src/http/console.ts) lets it load nothing that is written into it.
  build: { outDir: 'dist', emptyOutDir: true, assetsInlineLimit: 0, chunkSizeWarningLimit: 1200 },
  // npm run console: sources as they are edited, data from a server that runs beside it.
  server: { proxy: { '^/(?!console/)': process.env.SWATH_PUBLIC_URL ?? 'http://127.0.0.1:8080' } },
}))

import assert from 'node:assert/strict'
import { createHash, randomInt } from 'node:crypto'
import { after, before, describe, it } from 'node:test'
import type { ResumeState } from '../src/uploads/destination.ts'
import { aFile, destinationTo, never, openFolderStore, type Place, upload } from './open-destinations.ts'
import { lacking, openStore, type StoreKind } from './stores.ts'

const MiB = 1024 * 1024
const network_kinds = ['sftp', 's3', 'azure_blob', 'gcs', 'https_put'] as const
/** HTTP has no way to continue. */
const is_resumable = (kind: StoreKind | 'folder') => kind !== 'https_put'
/** The others send several pieces at once, of which none may be whole. */
const goes_in_order = new Set<StoreKind | 'folder'>(['sftp', 'gcs'])

for (const kind of [...network_kinds, 'folder'] as const) {
  const skip = kind === 'folder' ? false : lacking(kind)
  describe(`A destination of kind ${kind}`, { skip }, () => {
    let place: Place
    before(async () => {
      place = kind === 'folder' ? await openFolderStore() : await openStore(kind)
    })
    after(() => place.close())

    it('takes a file with exactly its bytes, whatever its size', async () => {
      const destination = destinationTo(place)
      for (const size of [0, 1, 8 * MiB, 16 * MiB + 1]) {
        const file = aFile(size)
        const name = `sizes/${size}/ä file (1).tif`
        await upload(destination, name, file)
        assert.deepEqual(sha256(await place.read(name)), file.sha256, `${size} bytes`)
        assert.equal(await destination.has(name, file, never), true)
        const other = aFile(size)
        assert.equal(await destination.has(name, other, never), other.sha256 === file.sha256)
      }
      await destination.close()
    })

    it('continues after any number of interruptions, and sends nothing twice that is kept', async () => {
      const destination = destinationTo(place)
      const file = aFile(25 * MiB + 11)
      let resume: ResumeState | undefined
      let left_bytes = file.size_bytes
      for (let cuts = 0; cuts < 3 && left_bytes > 2 * MiB; cuts++) {
        // The first cut is behind a piece of every store's size.
        const cut = randomInt(cuts === 0 ? 17 * MiB : 1, left_bytes - MiB)
        const { error, state } = await upload(destination, 'resumed.tif', file, { resume, cut, place })
        assert.equal(error?.is_final, false, `${error}`)
        assert.equal(
          await seen(place, 'resumed.tif'),
          undefined,
          'a reader sees nothing of what is not whole',
        )
        assert.equal(await destination.has('resumed.tif', file, never), false)
        resume = state
        left_bytes = file.size_bytes - (state?.kept_bytes ?? 0)
        if (goes_in_order.has(kind)) assert.ok(left_bytes < 10 * MiB, `${left_bytes} bytes are left`)
      }
      const { error, sent_bytes } = await upload(destination, 'resumed.tif', file, { resume, place })
      assert.equal(error, undefined)
      // Heads of requests and the parts of protocols take their share.
      if (is_resumable(kind))
        assert.ok(sent_bytes < left_bytes * 1.02 + 100_000, `${sent_bytes} of ${left_bytes}`)
      assert.equal(sha256(await place.read('resumed.tif')), file.sha256)
      await destination.close()
    })

    it('never lets a file with wrong bytes have its name', async () => {
      const destination = destinationTo(place)
      const file = aFile(9 * MiB)
      const wrong = {
        other: { ...file, open: aFile(9 * MiB).open },
        longer: { ...file, open: aFile(9 * MiB + 1).open },
        shorter: { ...file, open: aFile(9 * MiB - 1).open },
      }
      for (const [name, damaged] of Object.entries(wrong)) {
        const { error } = await upload(destination, `wrong/${name}.tif`, damaged)
        assert.equal(error?.reason, 'CHECKSUM_MISMATCH', name)
        assert.equal(error.is_final, true)
        assert.equal(await place.read(`wrong/${name}.tif`), undefined)
      }
      await destination.close()
    })

    it('replaces a file of the same name in one step', async () => {
      const destination = destinationTo(place)
      const [old, changed] = [aFile(100), aFile(9 * MiB)]
      await upload(destination, 'same.tif', old)
      const seen = new Set<string | undefined>()
      const keep = async () => void seen.add(sha256(await place.read('same.tif')))
      await destination.put('same.tif', changed, { keep, signal: never })
      assert.deepEqual(
        [...seen].filter((one) => one !== old.sha256 && one !== changed.sha256),
        [],
      )
      assert.equal(sha256(await place.read('same.tif')), changed.sha256)
      await destination.close()
    })

    it('removes files, and what interrupted uploads left', async () => {
      const destination = destinationTo(place)
      const file = aFile(20 * MiB)
      await upload(destination, 'gone/a.tif', file)
      await destination.remove('gone/a.tif')
      await destination.remove('gone/a.tif')
      assert.equal(await place.read('gone/a.tif'), undefined)
      const { error, state } = await upload(destination, 'gone/b.tif', file, { cut: 12 * MiB, place })
      assert.ok(error)
      if (state) {
        await destination.discard('gone/b.tif', state)
        await destination.discard('gone/b.tif', state)
      }
      assert.deepEqual(
        (await place.list()).filter((name) => name.startsWith('gone/')),
        [],
      )
      const { error: none } = await upload(destination, 'gone/b.tif', file, { resume: state })
      assert.equal(none, undefined, 'what is gone is sent anew')
      assert.equal(sha256(await place.read('gone/b.tif')), file.sha256)
      await destination.close()
    })

    it('verifies that everything works, and leaves nothing behind', async () => {
      const destination = destinationTo(place)
      const before = await place.list()
      const steps = await destination.verify(never)
      assert.deepEqual(
        steps.filter(({ worked }) => !worked),
        [],
      )
      const expected =
        kind === 's3'
          ? ['look', 'write', 'read', 'resume', 'discard', 'remove']
          : ['look', 'write', 'read', 'remove']
      assert.deepEqual(
        steps.map(({ step }) => step),
        expected,
      )
      assert.deepEqual(await place.list(), before)
      await destination.close()
    })

    it('stops when it is told to, and takes no path that leads elsewhere', async () => {
      const destination = destinationTo(place)
      const { error } = await upload(destination, 'stopped.tif', aFile(20 * MiB), { abort: 10 * MiB })
      assert.equal(error?.reason, 'INTERRUPTED')
      assert.equal(await place.read('stopped.tif'), undefined)
      for (const path of ['../a', 'a/../b', '/a', 'a//b', 'a/', '.', '', 'a\\b', 'a\nb', 'a\u0000']) {
        await assert.rejects(
          destination.remove(path),
          { name: 'DestinationError', reason: 'INVALID_SETTINGS' },
          path,
        )
      }
      await destination.close()
    })
  })
}

async function seen({ read }: Place, name: string): Promise<string | undefined> {
  return sha256(await read(name))
}

function sha256(bytes: Buffer | undefined): string | undefined {
  return bytes && createHash('sha256').update(bytes).digest('hex')
}

import { hasGone, type Folder } from './folder';
import type { ArchiveWriter } from './writer';

const ROUNDS = 5;

/**
 * A repository that may be pushed to and repacked meanwhile, in the order in which git itself can
 * be interrupted: what points (refs, then what they were packed into) before what is pointed at, and
 * loose objects before the packs that take them up. Packs until none has gone between its name and
 * its bytes: the pack that replaced it is there by then.
 */
async function addRepository(
  archive: ArchiveWriter,
  repository: Folder,
  path: string,
): Promise<void> {
  await archive.folderEntry(repository, path);
  const { names } = await repository.names();
  const first = ['HEAD', 'refs', 'packed-refs'];
  for (const name of first) await archive.thing(repository, name, `${path}/${name}`);
  for (const name of names) {
    const passing =
      name.endsWith('.lock') || name.startsWith('starboard-index-') || name.startsWith('tmp_');
    if (!first.includes(name) && name !== 'objects' && !passing)
      await archive.thing(repository, name, `${path}/${name}`);
  }
  await addObjects(archive, await repository.folder('objects'), `${path}/objects`);
}

async function addObjects(archive: ArchiveWriter, objects: Folder, path: string): Promise<void> {
  try {
    await archive.folderEntry(objects, path);
    for (const name of (await objects.names()).names)
      if (name !== 'pack') await archive.thing(objects, name, `${path}/${name}`);
    const pack = await objects.folder('pack');
    try {
      await archive.folderEntry(pack, `${path}/pack`);
      const done = new Set<string>();
      for (let round = 0, gone = true; gone && round < ROUNDS; round++) {
        gone = false;
        for (const name of (await pack.names()).names) {
          if (done.has(name) || name.startsWith('tmp_')) continue;
          if (await archive.thing(pack, name, `${path}/pack/${name}`)) done.add(name);
          else gone = true;
        }
      }
    } finally {
      await pack.close();
    }
  } finally {
    await objects.close();
  }
}

/** Every repository of a home. */
export async function addRepositories(archive: ArchiveWriter, top: Folder): Promise<void> {
  const all = await top.folder('repositories');
  try {
    await archive.folderEntry(all, 'repositories');
    for (const name of (await all.names()).names) {
      let repository: Folder;
      try {
        repository = await all.folder(name);
      } catch (error) {
        // Deleted since its name was read.
        if (!hasGone(error)) throw error;
        continue;
      }
      try {
        await addRepository(archive, repository, `repositories/${name}`);
      } finally {
        await repository.close();
      }
    }
  } finally {
    await all.close();
  }
}

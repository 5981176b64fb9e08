package io.quorate.itests.faults;

import io.quorate.client.QuorateClient;
import io.quorate.itests.faults.Note.Remark;
import io.quorate.itests.faults.Note.Told;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.Committed;
import io.quorate.recipe.kv.api.Condition;
import io.quorate.recipe.kv.api.Conditions;
import io.quorate.recipe.kv.api.Entry;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.recipe.kv.api.KvStore;
import io.quorate.recipe.kv.api.Listing;
import io.quorate.recipe.kv.api.NearCache;
import io.quorate.recipe.kv.api.Operation;
import io.quorate.recipe.kv.api.Operations;
import io.quorate.recipe.kv.api.PutOptions;
import io.quorate.recipe.kv.api.Relation;
import io.quorate.recipe.kv.api.Stores;
import io.quorate.recipe.kv.api.Values;
import io.quorate.simulation.check.StoreNumbers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;

/**
 * Clients that put, add, look and transact on few keys of many stores; each has a near cache of one, which shows what the store was at the
 * revision that it names, and at the end what all have left. What is put and added tells the call.
 */
final class KvWork implements Workload {
    private static final int STORES = 60;
    private static final List<String> KEYS = List.of("/a", "/a/b", "/c");
    private static final String ALL = "/";

    /** Of a cache that may just be taking a change. */
    private static final int LOOKS = 5;

    private static final int PAUSE_MILLIS = 40;

    /** Until a cache shows what all have left, once nothing goes wrong. */
    private static final long CATCHING_UP_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final String CACHE_AGREES = "cache-agrees";
    private static final String CACHE_DIFFERS = "cache-differs";
    private static final String CACHE_BEHIND = "cache-behind-at-the-end";

    @Override
    public String recipe() {
        return KvContract.RECIPE;
    }

    @Override
    public Actor actor(QuorateClient client, Notebook notes, SplittableRandom chance, Path shared) {
        return new User(client, notes, chance);
    }

    private static String store(Notebook notes, int number) {
        return notes.instance("store-" + number);
    }

    private static void read(Notebook notes, KvStore store) {
        notes.read(
                store.name(),
                new Range(ALL, Optional.empty(), KvContract.MAX_PAGE, OptionalLong.empty()),
                () -> store.list(ALL),
                listing -> new Page(listing.entries(), Optional.empty(), listing.revision(), 0));
    }

    private static final class User implements Actor {
        private final QuorateClient client;
        private final Notebook notes;
        private final SplittableRandom chance;
        private final KvStore cached;
        private final Map<String, Long> versions = new HashMap<>();
        private Optional<NearCache> cache = Optional.empty();

        User(QuorateClient client, Notebook notes, SplittableRandom chance) {
            this.client = client;
            this.notes = notes;
            this.chance = chance;
            this.cached = client.open(Stores.TYPE).store(store(notes, chance.nextInt(STORES)));
        }

        @Override
        public void act() throws InterruptedException {
            KvStore store = client.open(Stores.TYPE).store(store(notes, chance.nextInt(STORES)));
            String key = KEYS.get(chance.nextInt(KEYS.size()));
            switch (chance.nextInt(8)) {
                case 0 -> put(store, key);
                case 1 -> putIfVersion(store, key);
                case 2 -> add(store, key);
                case 3, 4 -> transact(store, key, KEYS.get(chance.nextInt(KEYS.size())));
                case 5 -> compare();
                default -> look(store, key);
            }
        }

        private void put(KvStore store, String key) {
            long id = notes.newId();
            notes.call(
                    id,
                    store.name(),
                    new Operation.Put(key, Values.number(StoreNumbers.put(id))),
                    0,
                    () -> store.put(key, StoreNumbers.put(id)),
                    stored -> new Told(stored, stored.revision()));
        }

        private void putIfVersion(KvStore store, String key) {
            look(store, key);
            long id = notes.newId();
            long version = versions.getOrDefault(store.name() + key, 0L);
            notes.call(
                    id,
                    store.name(),
                    new Operation.Put(
                            key,
                            Values.number(StoreNumbers.put(id)),
                            OptionalLong.of(version),
                            OptionalLong.empty(),
                            false,
                            false),
                    0,
                    () -> store.put(key, Values.number(StoreNumbers.put(id)), PutOptions.NONE.ifVersion(version)),
                    stored -> new Told(stored, stored.revision()));
        }

        /** As a transaction, which tells at which revision. */
        private void add(KvStore store, String key) {
            long id = notes.newId();
            commit(id, store, new Transact(List.of(), List.of(Operations.add(key, StoreNumbers.added(id))), List.of()));
        }

        private void transact(KvStore store, String key, String other) {
            look(store, key);
            long id = notes.newId();
            long version = versions.getOrDefault(store.name() + key, 0L);
            commit(
                    id,
                    store,
                    new Transact(
                            List.of(Conditions.version(key, Relation.EQUAL, version)),
                            List.of(
                                    Operations.put(key, Values.number(StoreNumbers.put(id))),
                                    Operations.deleteTree(other)),
                            List.of(Operations.add(other, StoreNumbers.added(id)), Operations.get(key))));
        }

        private void commit(long id, KvStore store, Transact request) {
            notes.call(
                    id,
                    store.name(),
                    request,
                    0,
                    () -> store.transaction()
                            .when(request.when().toArray(new Condition[0]))
                            .then(request.then().toArray(new Operation[0]))
                            .otherwise(request.otherwise().toArray(new Operation[0]))
                            .commit(),
                    User::told);
        }

        private static Told told(Committed done) {
            return new Told(new Transacted(done.held(), done.results(), done.revision()), done.revision());
        }

        private void look(KvStore store, String key) {
            notes.read(
                            store.name(),
                            new Get(key, OptionalLong.empty()),
                            () -> store.get(key),
                            found -> new Got(found, 0))
                    .ifPresent(found -> versions.put(
                            store.name() + key, found.map(Entry::version).orElse(0L)));
        }

        /** A cache shows its keys shortly before it names their revision: only what differs again and again is wrong. */
        private void compare() throws InterruptedException {
            try {
                NearCache mine = cache();
                for (int look = 1; look <= LOOKS; look++) {
                    long revision = mine.revision();
                    List<Entry> shown = mine.entries();
                    List<Entry> there = new ArrayList<>();
                    cached.entries(ALL, revision).forEach(there::add);
                    if (shown.equals(there)) {
                        notes.remark(0, CACHE_AGREES);
                        return;
                    }
                    if (mine.revision() != revision) {
                        return;
                    }
                    TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
                }
                notes.remark(0, CACHE_DIFFERS);
            } catch (QuorateException notNow) {
                // The store cannot be reached, or has forgotten what was then.
            }
        }

        private NearCache cache() {
            if (cache.isEmpty()) {
                cache = Optional.of(cached.cache(ALL));
            }
            return cache.get();
        }

        @Override
        public void end() throws InterruptedException {
            long from = System.nanoTime();
            while (System.nanoTime() - from < CATCHING_UP_NANOS) {
                try {
                    Listing left = cached.list(ALL);
                    NearCache mine = cache();
                    mine.await(left.revision(), RecipeUsers.DEADLINE);
                    if (mine.entries().equals(left.entries())) {
                        notes.remark(0, CACHE_AGREES);
                        return;
                    }
                } catch (QuorateException notNow) {
                    // The session is being made anew.
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            notes.remark(0, CACHE_BEHIND);
        }
    }

    @Override
    public void lookAtEnd(QuorateClient client, Notebook notes) {
        for (int number = 0; number < STORES; number++) {
            read(notes, client.open(Stores.TYPE).store(store(notes, number)));
        }
    }

    @Override
    public List<String> wrongWith(List<Note> notes) {
        return notes.stream()
                .filter(note -> note instanceof Remark remark && !remark.what().equals(CACHE_AGREES))
                .map(note -> "a cache was wrong: " + note)
                .toList();
    }
}

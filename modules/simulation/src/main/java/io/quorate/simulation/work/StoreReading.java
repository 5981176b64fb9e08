package io.quorate.simulation.work;

import io.quorate.protocol.ReadLevel;
import io.quorate.recipe.kv.api.KvContract;
import io.quorate.recipe.kv.api.KvContract.History;
import io.quorate.recipe.kv.api.KvContract.Range;
import io.quorate.simulation.world.Answer;
import io.quorate.simulation.world.SimClient;
import io.quorate.simulation.world.Verb;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;

/** Reads what happened to stores, as far as they remember, and all keys, each store's at once, when nobody works on them. */
public final class StoreReading {
    private static final Range ALL = new Range("/", Optional.empty(), KvContract.MAX_PAGE, OptionalLong.empty());
    private static final long DEADLINE_MILLIS = 10_000;
    private static final long PAUSE_NANOS = 100_000_000;

    private final SimClient client;
    private final ArrayDeque<String> stores;
    private final Runnable done;

    public StoreReading(SimClient client, List<String> stores, Runnable done) {
        this.client = client;
        this.stores = new ArrayDeque<>(stores);
        this.done = done;
    }

    public void start() {
        client.later(0, this::next);
    }

    private void next() {
        if (stores.isEmpty()) {
            client.close(DEADLINE_MILLIS, done);
        } else {
            readPast(0);
        }
    }

    private void readPast(long after) {
        read(KvVerbs.HISTORY, new History("/", after, OptionalLong.empty(), KvContract.MAX_PAGE), past -> {
            if (past.more()) {
                readPast(past.next());
            } else {
                readKeys();
            }
        });
    }

    private void readKeys() {
        read(KvVerbs.RANGE, ALL, page -> {
            stores.remove();
            next();
        });
    }

    private <C extends Record, R extends Record> void read(Verb<C, R> verb, C query, Consumer<R> then) {
        client.query(
                verb,
                stores.element(),
                query,
                ReadLevel.LINEARIZABLE,
                DEADLINE_MILLIS,
                Answer.of(then, failure -> client.later(PAUSE_NANOS, () -> read(verb, query, then))));
    }
}

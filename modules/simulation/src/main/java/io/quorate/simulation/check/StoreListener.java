package io.quorate.simulation.check;

import io.quorate.recipe.kv.api.KvContract.Changed;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** One subscription to the changes of a store, and all that came of it. */
public final class StoreListener {
    /**
     * What it was told at once.
     *
     * @param changed empty when events up to that revision may be missing
     */
    public record Told(long revision, Optional<Changed> changed) {}

    private final Client client;
    private final String store;
    private final List<Told> all = new ArrayList<>();

    public StoreListener(Client client, String store) {
        this.client = client;
        this.store = store;
    }

    public void told(Told told) {
        all.add(told);
    }

    /** Name of what it listens to. */
    String store() {
        return store;
    }

    /** In the order in which it was told. */
    List<Told> all() {
        return all;
    }

    @Override
    public String toString() {
        return client.name() + " on " + store;
    }
}

package io.quorate.recipe.kv.api;

import io.quorate.recipe.FencingToken;
import io.quorate.recipe.client.Calls;
import io.quorate.recipe.client.Cursor;
import io.quorate.recipe.kv.api.KvContract.Describe;
import io.quorate.recipe.kv.api.KvContract.Past;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;

/**
 * How far the changes of a store are told.
 *
 * @param revision all changes before it are told
 * @param store as it was told with that revision; empty when it was not
 * @param told how many of the changes at that revision itself are told; {@link #ALL}
 */
record Place(long revision, OptionalLong store, int told) {
    private static final int ALL = Integer.MAX_VALUE;

    /** All up to and with this revision is told. */
    static Place at(long revision, OptionalLong store) {
        return new Place(revision, store, ALL);
    }

    /** Where the store is now. */
    static CompletableFuture<Place> now(Calls calls) {
        return Calls.map(
                calls.query(KvContract.DESCRIBE, new Describe(), KvDescription.class),
                description -> at(description.revision(), OptionalLong.of(description.store())));
    }

    /** So many more of the changes at a revision that is not before this one. What changes first in an empty store makes it. */
    Place with(Cursor at, int more) {
        boolean isMade = store.isPresent() && store.getAsLong() == 0;
        return new Place(
                at.revision(),
                isMade
                        ? OptionalLong.of(
                                FencingToken.of(at.epoch(), at.revision()).value())
                        : store,
                at.revision() == revision && told != ALL ? told + more : more);
    }

    /** Asks for what follows; {@link #repeated} is at its beginning. */
    KvContract.History history(String prefix) {
        return new KvContract.History(prefix, told == ALL ? revision : revision - 1, store, KvContract.MAX_PAGE);
    }

    /** How many of the changes at this place's revision are told again by {@link #history}. */
    int repeated() {
        return told == ALL ? 0 : told;
    }

    /** A page of what follows is told. */
    Place behind(Past past) {
        return at(past.next(), OptionalLong.of(past.store()));
    }

    boolean isBehind(long at) {
        return revision > at || (revision == at && told == ALL);
    }
}

package io.quorate.recipe.kv.api;

import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.recipe.kv.api.KvContract.Changed;
import io.quorate.recipe.kv.api.KvContract.Page;
import io.quorate.recipe.kv.api.KvContract.Past;
import io.quorate.testkit.FakeClient;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What a server of a store would say, said by the test. */
final class PlayedStore {
    /** Names the store. */
    static final long STORE = 3;

    static final String PREFIX = "/a";

    private final FakeClient fake;

    PlayedStore(FakeClient fake) {
        this.fake = fake;
    }

    static Entry entry(String key, long revision) {
        return entry(key, revision, revision);
    }

    static Entry entry(String key, long created, long modified) {
        return new Entry(
                key,
                Values.number(modified),
                created,
                modified,
                1 + modified - created,
                OptionalLong.empty(),
                Optional.empty());
    }

    static Change put(String key, long revision) {
        return new Change(key, revision, Cause.PUT, Optional.of(entry(key, revision)));
    }

    static Change deleted(String key, long revision) {
        return new Change(key, revision, Cause.DELETED, Optional.empty());
    }

    static WatchMessage told(Change change) {
        return new WatchMessage.Happened(change);
    }

    /** An event comes. */
    void happens(Change... changes) {
        fake.tell(changes[0].revision(), new Changed(List.of(changes)));
    }

    /** The store is described as it is at a revision. */
    void isAt(long revision, long lastChange) {
        fake.answer(new KvDescription(0, 0, 0, 0, 0, 0, 0, lastChange, STORE, revision));
    }

    /** All of what was asked for, as of a revision. */
    void answerPage(long revision, Entry... entries) {
        fake.answer(new Page(List.of(entries), Optional.empty(), revision, STORE));
    }

    /** A page with others behind it. */
    void answerFirstPage(long revision, Entry... entries) {
        fake.answer(new Page(List.of(entries), Optional.of(entries[entries.length - 1].key()), revision, STORE));
    }

    /** The next call must ask for what changed after this revision; it is answered with all of it. */
    void answerHistory(long after, long next, Change... changes) {
        answerHistory(after, next, false, changes);
    }

    void answerHistory(long after, long next, boolean more, Change... changes) {
        FakeClient.Sent sent = fake.next();
        OptionalLong store = ((KvContract.History) sent.request()).store();
        KvContract.History expected = new KvContract.History(PREFIX, after, store, KvContract.MAX_PAGE);
        if (!sent.request().equals(expected) || store.orElse(STORE) != STORE) {
            throw new AssertionError("asked for " + sent.request());
        }
        sent.answer().complete(new Past(List.of(changes), next, STORE, more));
    }

    void forgetHistory() {
        fake.fail(QuorateException.of(KvContract.HISTORY_GONE, CallOutcome.NOT_APPLIED, "gone"));
    }
}

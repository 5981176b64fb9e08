package io.quorate.recipe.kv.api;

import static io.quorate.recipe.kv.api.PlayedStore.PREFIX;
import static io.quorate.recipe.kv.api.PlayedStore.deleted;
import static io.quorate.recipe.kv.api.PlayedStore.entry;
import static io.quorate.recipe.kv.api.PlayedStore.put;
import static io.quorate.recipe.kv.api.PlayedStore.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.junit.jupiter.api.Test;

class NearCacheTest {
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeClient fake = new FakeClient();
    private final PlayedStore server = new PlayedStore(fake);
    private final AsyncKvStore store = new KvClient(fake).store("fake").async();
    private final List<WatchMessage> heard = new ArrayList<>();

    private CompletableFuture<NearCache> load() {
        return store.cache(PREFIX, CacheLimits.DEFAULT);
    }

    /** With these keys, as of revision 10. */
    private NearCache loaded(Entry... entries) {
        CompletableFuture<NearCache> loading = load();
        server.answerPage(10, entries);
        fake.runCallbacks();
        return loading.join();
    }

    @Test
    void showsTheStoreAsItIsAndThenEachChange() {
        NearCache cache = loaded(entry("/a/1", 5), entry("/a/2", 6));
        assertEquals(Optional.of(entry("/a/2", 6)), cache.get("/a/2"));
        assertEquals(10, cache.revision());
        server.happens(put("/a/3", 11), deleted("/a/1", 11), put("/b", 11));
        fake.runCallbacks();
        assertEquals(List.of(entry("/a/2", 6), entry("/a/3", 11)), cache.entries());
        assertEquals(List.of(entry("/a/3", 11)), cache.entries("/a/3"));
        assertEquals(2, cache.size());
        assertEquals(11, cache.revision());
        assertTrue(fake.isQuiet());
        assertThrows(IllegalArgumentException.class, () -> cache.get("/b"));
    }

    @Test
    void isReadyWhenItsPagesAreOfOneRevisionAndNotBefore() {
        CompletableFuture<NearCache> loading = load();
        server.answerFirstPage(10, entry("/a/1", 5), entry("/a/2", 6));
        server.happens(put("/a/1", 11));
        server.answerFirstPage(12, entry("/a/3", 12));
        server.answerPage(14, entry("/a/4", 9));
        fake.runCallbacks();
        server.isAt(15, 13);
        assertFalse(loading.isDone(), "/a/1 is as of revision 10 and /a/3 as of 12");
        server.happens(put("/a/3", 12));
        fake.runCallbacks();
        assertFalse(loading.isDone(), "something changed at 13");
        server.happens(deleted("/a/2", 13));
        fake.runCallbacks();
        NearCache cache = loading.join();
        assertEquals(List.of(entry("/a/1", 11), entry("/a/3", 12), entry("/a/4", 9)), cache.entries());
        assertEquals(13, cache.revision());
        assertTrue(fake.isQuiet(), "no history is needed, which a store may not keep");
    }

    @Test
    void whatItMissesWhileItLoadsItReads() {
        CompletableFuture<NearCache> loading = load();
        server.answerFirstPage(10, entry("/a/1", 5), entry("/a/2", 6));
        fake.reset(12);
        server.answerPage(14, entry("/a/4", 9));
        server.isAt(15, 13);
        fake.runCallbacks();
        server.answerHistory(10, 12, true, put("/a/1", 11));
        fake.runCallbacks();
        assertFalse(loading.isDone());
        server.answerHistory(12, 15, deleted("/a/2", 13));
        fake.runCallbacks();
        assertEquals(
                List.of(entry("/a/1", 11), entry("/a/4", 9)), loading.join().entries());
    }

    /** Curator #961: a cache is built anew, page by page, by all clients at once, whenever they connect again. */
    @Test
    void afterABrokenConnectionItTakesWhatItMissedAndNoMore() {
        NearCache cache = loaded(entry("/a/1", 5));
        cache.onChange(heard::add);
        fake.reset(20);
        fake.runCallbacks();
        server.answerHistory(10, 20, put("/a/2", 18));
        fake.runCallbacks();
        assertEquals(List.of(entry("/a/1", 5), entry("/a/2", 18)), cache.entries());
        assertEquals(List.of(told(put("/a/2", 18))), heard);
        assertEquals(20, cache.revision());
        assertTrue(fake.isQuiet());
    }

    /** Curator #911: a node that went and came again with the same version counts as unchanged. */
    @Test
    void aKeyThatWentAndCameAgainIsAnotherOne() {
        NearCache cache = loaded(entry("/a/1", 5));
        cache.onChange(heard::add);
        fake.reset(20);
        fake.runCallbacks();
        server.forgetHistory();
        fake.runCallbacks();
        server.answerPage(20, entry("/a/1", 17));
        fake.runCallbacks();
        assertEquals(List.of(told(deleted("/a/1", 17)), told(put("/a/1", 17))), heard);
        assertEquals(Optional.of(entry("/a/1", 17)), cache.get("/a/1"));
    }

    @Test
    void whatTheStoreHasForgottenIsLoadedAnewAndTheDifferenceTold() {
        NearCache cache = loaded(entry("/a/1", 5), entry("/a/2", 6), entry("/a/3", 7));
        cache.onChange(heard::add);
        fake.reset(20);
        fake.runCallbacks();
        server.forgetHistory();
        fake.runCallbacks();
        server.answerFirstPage(21, entry("/a/1", 5), entry("/a/3", 7, 15));
        assertEquals(3, cache.size(), "what was before is shown until all is there");
        assertEquals(10, cache.revision());
        server.answerPage(22, entry("/a/4", 19));
        server.isAt(22, 22);
        server.happens(put("/b", 22));
        fake.runCallbacks();
        assertEquals(List.of(entry("/a/1", 5), entry("/a/3", 7, 15), entry("/a/4", 19)), cache.entries());
        assertEquals(
                List.of("/a/2", "/a/3", "/a/4"),
                heard.stream()
                        .map(message ->
                                ((WatchMessage.Happened) message).change().key())
                        .toList());
        assertEquals(22, cache.revision());
    }

    @Test
    void aReloadThatFailsIsTriedAgain() {
        NearCache cache = loaded(entry("/a/1", 5));
        fake.reset(20);
        fake.runCallbacks();
        server.forgetHistory();
        fake.runCallbacks();
        fake.fail(QuorateException.of(ErrorCode.UNREACHABLE, CallOutcome.NOT_APPLIED, "nobody"));
        fake.runCallbacks();
        assertTrue(fake.isQuiet(), "not at once");
        fake.advance(Patient.PAUSE);
        fake.runCallbacks();
        server.answerPage(20, entry("/a/1", 19));
        fake.runCallbacks();
        assertEquals(Optional.of(entry("/a/1", 19)), cache.get("/a/1"));
    }

    @Test
    void oneThatCannotBeLoadedFailsAndLeavesNothingBehind() {
        CompletableFuture<NearCache> loading = load();
        fake.fail(QuorateException.of(ErrorCode.RECIPE_NOT_FOUND, CallOutcome.NOT_APPLIED, "none"));
        fake.runCallbacks();
        assertEquals("RECIPE_NOT_FOUND", failure(loading).code());
        assertEquals(0, fake.listeners());
    }

    @Test
    void oneThatNeverGetsWholeFailsAtTheDeadline() {
        CompletableFuture<NearCache> loading = load();
        server.answerFirstPage(10, entry("/a/1", 5));
        server.answerPage(11, entry("/a/2", 6));
        server.isAt(12, 12);
        fake.runCallbacks();
        fake.advance(FakeClient.DEADLINE);
        fake.runCallbacks();
        assertTrue(failure(loading).is(ErrorCode.DEADLINE_EXCEEDED));
        assertEquals(0, fake.listeners());
    }

    @Test
    void refusesMoreThanItsLimits() {
        CompletableFuture<NearCache> loading = store.cache(PREFIX, new CacheLimits(1, 10_000));
        server.answerPage(10, entry("/a/1", 5), entry("/a/2", 6));
        fake.runCallbacks();
        assertTrue(failure(loading).is(ErrorCode.INVALID_REQUEST));
        assertEquals(0, fake.listeners());
    }

    @Test
    void endsWhenItsKeysGrowBeyondItsLimits() {
        CompletableFuture<NearCache> loading = store.cache(PREFIX, new CacheLimits(1, 10_000));
        server.answerPage(10, entry("/a/1", 5));
        fake.runCallbacks();
        NearCache cache = loading.join();
        List<QuorateException> ended = new ArrayList<>();
        cache.onEnd(ended::add);
        server.happens(put("/a/2", 11));
        fake.runCallbacks();
        QuorateException refused = assertThrows(QuorateException.class, () -> cache.get("/a/1"));
        assertEquals(List.of(refused), ended);
        assertTrue(refused.getMessage().contains("1 keys"), refused::getMessage);
        assertEquals(0, fake.listeners());
    }

    @Test
    void closingItWhileItLoadsEndsTheLoading() {
        CompletableFuture<NearCache> loading = load();
        loading.cancel(true);
        server.answerFirstPage(10, entry("/a/1", 5));
        fake.runCallbacks();
        assertEquals(0, fake.listeners());
    }

    @Test
    void answersNothingOnceItIsClosed() {
        NearCache cache = loaded(entry("/a/1", 5));
        CompletableFuture<Void> waits = cache.awaitAsync(20, SECOND);
        cache.close();
        cache.close();
        assertTrue(assertThrows(QuorateException.class, cache::entries).is(ErrorCode.CLOSED));
        assertTrue(waits.isCompletedExceptionally());
        assertEquals(0, fake.listeners());
        assertEquals(0, fake.alarms());
    }

    @Test
    void aRevisionIsWaitedFor() {
        NearCache cache = loaded(entry("/a/1", 5));
        assertTrue(cache.awaitAsync(10, SECOND).isDone());
        CompletableFuture<Void> change = cache.awaitAsync(11, SECOND);
        CompletableFuture<Void> nothing = cache.awaitAsync(15, SECOND);
        server.happens(put("/a/1", 11));
        fake.runCallbacks();
        assertTrue(change.isDone());
        assertFalse(nothing.isDone());
        server.isAt(15, 11);
        assertTrue(nothing.isDone(), "nothing changed between 11 and 15");
        assertEquals(15, cache.revision());
    }

    @Test
    void aRevisionThatIsNotReachedIsWaitedForUntilTheDeadline() {
        NearCache cache = loaded(entry("/a/1", 5));
        CompletableFuture<Void> waits = cache.awaitAsync(20, SECOND);
        server.isAt(19, 18);
        assertFalse(waits.isDone(), "the change at 18 has not come");
        fake.advance(SECOND);
        fake.runCallbacks();
        assertTrue(failure(waits).is(ErrorCode.DEADLINE_EXCEEDED));
    }

    @Test
    void tellsHowNewItIs() {
        NearCache cache = loaded(entry("/a/1", 5));
        assertFalse(cache.isWithin(SECOND), "nobody has said so yet");
        fake.advance(Duration.ofMillis(400));
        server.isAt(12, 12);
        assertFalse(cache.isWithin(SECOND), "the change at 12 has not come");
        server.happens(put("/a/1", 12));
        fake.runCallbacks();
        assertTrue(cache.isWithin(SECOND));
        fake.advance(Duration.ofMillis(599));
        assertTrue(cache.isWithin(SECOND));
        fake.advance(Duration.ofMillis(1));
        assertFalse(cache.isWithin(SECOND), "1 s after the query was sent");
    }

    @Test
    void asksTheServersOnlyWhileSomebodyAsks() {
        NearCache cache = loaded(entry("/a/1", 5));
        assertFalse(cache.isWithin(SECOND));
        for (int i = 0; i < 20; i++) {
            server.isAt(10, 10);
            fake.advance(SECOND.dividedBy(2));
            fake.runCallbacks();
            assertTrue(cache.isWithin(SECOND), "as long as somebody does");
        }
        int more = 0;
        while (!fake.isQuiet()) {
            server.isAt(10, 10);
            fake.advance(SECOND.dividedBy(2));
            fake.runCallbacks();
            more++;
        }
        assertTrue(more <= 11, "queries after that: " + more);
        assertEquals(0, fake.alarms());
    }

    @Test
    void aSlowListenerKeepsNobodyWaitingAndIsToldThatItMissedSomething() {
        NearCache cache = loaded();
        long last = 11 + Audience.MAX_WAITING;
        cache.onChange(message -> {
            heard.add(message);
            if (heard.size() == 1) {
                for (long revision = 12; revision <= last + 1; revision++) {
                    server.happens(put("/a/1", revision));
                    fake.runCallbacks();
                }
                assertEquals(Optional.of(entry("/a/1", last + 1)), cache.get("/a/1"));
            }
        });
        server.happens(put("/a/1", 11));
        fake.runCallbacks();
        assertEquals(List.of(told(put("/a/1", 11)), new WatchMessage.Reset(last + 1)), heard);
    }

    @Test
    void keysAreInTheOrderOfTheStore() {
        Entry bmp = entry("/a/\uFFFD", 5);
        Entry beyond = entry("/a/\uD83D\uDE00", 6);
        NearCache cache = loaded(beyond, bmp);
        assertEquals(List.of(bmp, beyond), cache.entries(), "by code points");
    }

    private static QuorateException failure(CompletableFuture<?> call) {
        CompletionException thrown = assertThrows(CompletionException.class, call::join);
        return assertInstanceOf(QuorateException.class, thrown.getCause());
    }
}

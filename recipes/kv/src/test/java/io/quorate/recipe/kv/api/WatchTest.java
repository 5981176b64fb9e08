package io.quorate.recipe.kv.api;

import static io.quorate.recipe.kv.api.PlayedStore.PREFIX;
import static io.quorate.recipe.kv.api.PlayedStore.deleted;
import static io.quorate.recipe.kv.api.PlayedStore.put;
import static io.quorate.recipe.kv.api.PlayedStore.told;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.recipe.kv.api.KvContract.Cause;
import io.quorate.recipe.kv.api.KvContract.Change;
import io.quorate.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class WatchTest {
    private final FakeClient fake = new FakeClient();
    private final PlayedStore server = new PlayedStore(fake);
    private final KvStore store = new KvClient(fake).store("fake");
    private final List<WatchMessage> heard = new ArrayList<>();

    /** From revision 10 on. */
    private Registration watch() {
        CompletableFuture<Registration> begun = store.async().watch(PREFIX, heard::add);
        server.isAt(10, 10);
        return begun.join();
    }

    @Test
    void tellsEachChangeOfItsKeysInOrderWithItsValue() {
        watch();
        server.happens(put("/a/1", 11));
        server.happens(put("/b/1", 12), put("/a/2", 12));
        server.happens(deleted("/a/1", 13));
        fake.runCallbacks();
        assertEquals(List.of(told(put("/a/1", 11)), told(put("/a/2", 12)), told(deleted("/a/1", 13))), heard);
        assertTrue(fake.isQuiet());
    }

    @Test
    void tellsNothingOfBeforeItBegan() {
        CompletableFuture<Registration> begun = store.async().watch(PREFIX, heard::add);
        server.happens(put("/a/1", 10));
        server.happens(put("/a/1", 11));
        server.isAt(10, 10);
        begun.join();
        fake.runCallbacks();
        assertEquals(List.of(told(put("/a/1", 11))), heard);
    }

    @Test
    void beginsInThePastAndGoesOnWithThePresentWithoutGapOrRepetition() {
        store.watch(PREFIX, 5, heard::add);
        fake.runCallbacks();
        server.happens(put("/a/2", 7));
        server.happens(put("/a/3", 8));
        server.answerHistory(5, 6, true, put("/a/1", 6));
        fake.runCallbacks();
        server.answerHistory(6, 7, put("/a/2", 7));
        fake.runCallbacks();
        assertEquals(List.of(told(put("/a/1", 6)), told(put("/a/2", 7)), told(put("/a/3", 8))), heard);
    }

    /** ZooKeeper: what changes between an event and the next watch is merged, or missed. */
    @Test
    void whatChangedWhileTheConnectionWasBrokenIsToldOnce() {
        watch();
        server.happens(put("/a/1", 11));
        fake.runCallbacks();
        fake.reset(15);
        fake.runCallbacks();
        server.happens(put("/a/1", 15));
        server.happens(put("/a/1", 16));
        server.answerHistory(10, 15, put("/a/1", 11), put("/a/1", 12), put("/a/1", 15));
        fake.runCallbacks();
        assertEquals(List.of(11L, 12L, 15L, 16L), revisions());
    }

    /** A command of another recipe may change the store twice, at one revision. */
    @Test
    void aRevisionThatWasToldInPartIsToldToItsEnd() {
        watch();
        server.happens(put("/a/1", 11), put("/a/2", 11));
        fake.reset(12);
        fake.runCallbacks();
        server.answerHistory(10, 12, put("/a/1", 11), put("/a/2", 11), put("/a/3", 11), put("/a/1", 12));
        fake.runCallbacks();
        assertEquals(
                List.of(told(put("/a/1", 11)), told(put("/a/2", 11)), told(put("/a/3", 11)), told(put("/a/1", 12))),
                heard);
    }

    @Test
    void aResetWhileItReadsIsReadBehind() {
        watch();
        fake.reset(12);
        fake.runCallbacks();
        fake.reset(14);
        server.answerHistory(10, 12, put("/a/1", 12));
        fake.runCallbacks();
        server.answerHistory(12, 14, put("/a/1", 14));
        fake.runCallbacks();
        assertEquals(List.of(12L, 14L), revisions());
    }

    @Test
    void isToldWhereTheStoreHasForgottenAndGoesOnFromThere() {
        watch();
        fake.reset(20);
        fake.runCallbacks();
        server.forgetHistory();
        fake.runCallbacks();
        server.happens(put("/a/1", 20));
        server.happens(put("/a/1", 21));
        server.isAt(20, 20);
        fake.runCallbacks();
        assertEquals(List.of(new WatchMessage.Reset(20), told(put("/a/1", 21))), heard);
    }

    @Test
    void aStoreThatWasMadeMeanwhileIsReadFromItsBeginning() {
        CompletableFuture<Registration> begun = store.async().watch(PREFIX, heard::add);
        fake.answer(new KvDescription(0, 0, 10, 0, 0, 0, 0, 0, 0, 10));
        begun.join();
        server.happens(put("/a/1", PlayedStore.STORE + 8));
        fake.reset(12);
        fake.runCallbacks();
        KvContract.History asked = (KvContract.History) fake.next().request();
        assertEquals(OptionalLong.of(PlayedStore.STORE + 8), asked.store(), "what it is named in restore epoch 0");
    }

    @Test
    void aSlowWatcherKeepsABoundedNumberOfEventsAndReadsTheOthersLater() {
        watch();
        Change large = new Change(
                "/a/1",
                11,
                Cause.PUT,
                Optional.of(new Entry(
                        "/a/1",
                        Values.bytes(new byte[(int) Feed.MAX_WAITING_BYTES / 2]),
                        11,
                        11,
                        1,
                        OptionalLong.empty(),
                        Optional.empty())));
        server.happens(large);
        for (int revision = 12; revision < 20; revision++) {
            server.happens(new Change("/a/1", revision, Cause.PUT, large.entry()));
        }
        fake.runCallbacks();
        assertEquals(List.of(11L), revisions());
        server.answerHistory(10, 19, large, put("/a/1", 12), put("/a/1", 19));
        fake.runCallbacks();
        server.happens(put("/a/1", 20));
        fake.runCallbacks();
        assertEquals(List.of(11L, 12L, 19L, 20L), revisions());
    }

    @Test
    void asksAgainWhenNoAnswerCame() {
        watch();
        fake.reset(12);
        fake.runCallbacks();
        fake.fail(QuorateException.of(ErrorCode.DEADLINE_EXCEEDED, CallOutcome.NOT_APPLIED, "late"));
        fake.runCallbacks();
        assertTrue(fake.isQuiet(), "not at once");
        fake.advance(Patient.PAUSE);
        fake.runCallbacks();
        server.answerHistory(10, 12, put("/a/1", 12));
        fake.runCallbacks();
        assertEquals(List.of(12L), revisions());
    }

    /** Delete and re-creation are two changes, and the entry tells that it is another key. */
    @Test
    void aKeyThatWentAndCameAgainChangesTwice() {
        watch();
        server.happens(deleted("/a/1", 11));
        server.happens(put("/a/1", 12));
        fake.runCallbacks();
        assertEquals(List.of(told(deleted("/a/1", 11)), told(put("/a/1", 12))), heard);
    }

    @Test
    void aListenerThatFailsIsToldWhatFollows() {
        CompletableFuture<Registration> begun = store.async().watch(PREFIX, message -> {
            heard.add(message);
            throw new IllegalStateException("on purpose");
        });
        server.isAt(10, 10);
        begun.join();
        server.happens(put("/a/1", 11), put("/a/2", 11));
        server.happens(put("/a/1", 12));
        fake.runCallbacks();
        assertEquals(List.of(11L, 11L, 12L), revisions());
    }

    @Test
    void isToldNothingMoreOnceItIsClosed() {
        Registration watch = watch();
        server.happens(put("/a/1", 11));
        watch.close();
        fake.runCallbacks();
        server.happens(put("/a/1", 12));
        fake.runCallbacks();
        assertEquals(List.of(), heard);
        assertEquals(0, fake.listeners());
    }

    @Test
    void oneThatCannotBeginLeavesNothingBehind() {
        CompletableFuture<Registration> begun = store.async().watch(PREFIX, heard::add);
        fake.fail(QuorateException.of(ErrorCode.RECIPE_NOT_FOUND, CallOutcome.NOT_APPLIED, "none"));
        assertTrue(begun.isCompletedExceptionally());
        assertEquals(0, fake.listeners());
        assertThrows(IllegalArgumentException.class, () -> store.async().watch("a", heard::add));
        assertThrows(IllegalArgumentException.class, () -> store.watch(PREFIX, -1, heard::add));
        assertEquals(0, fake.listeners());
        assertFalse(begun.isCancelled());
    }

    private List<Long> revisions() {
        return heard.stream().map(WatchMessage::revision).toList();
    }
}

package io.quorate.recipe.kv.api;

import static io.quorate.recipe.kv.api.PlayedStore.entry;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.kv.api.KvContract.Get;
import io.quorate.recipe.kv.api.KvContract.Got;
import io.quorate.recipe.kv.api.KvContract.Transact;
import io.quorate.recipe.kv.api.KvContract.Transacted;
import io.quorate.testkit.FakeClient;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class TransactTest {
    private final FakeClient fake = new FakeClient();
    private final KvStore store = new KvClient(fake).store("fake");

    private <T> CompletableFuture<T> transact(Function<Attempt, T> work) {
        return CompletableFuture.supplyAsync(() -> store.transact(Duration.ofSeconds(1), work));
    }

    private static long move(Attempt attempt) {
        long left = attempt.number("/from") - 1;
        attempt.put("/from", left);
        attempt.put("/to", attempt.number("/to") + 1);
        return attempt.number("/from") - left;
    }

    private void answer(String key, OptionalLong at, long revision, Optional<Entry> entry) {
        FakeClient.Sent sent = fake.next();
        assertEquals(new Get(key, at), sent.request());
        sent.answer().complete(new Got(entry, revision));
    }

    /** Tells what was asked for. */
    private Transact commit(boolean held, long revision) {
        FakeClient.Sent sent = fake.next();
        sent.answer().complete(new Transacted(held, List.of(), revision));
        return assertInstanceOf(Transact.class, sent.request());
    }

    private void passPause() {
        while (fake.alarms() == 0) {
            Thread.onSpinWait();
        }
        fake.advance(Duration.ofMillis(500));
        fake.runCallbacks();
    }

    @Test
    void commitsWhatItWroteIfNothingThatItReadHasChanged() {
        CompletableFuture<Long> moved = transact(TransactTest::move);
        answer("/from", OptionalLong.empty(), 20, Optional.of(entry("/from", 7)));
        answer("/to", OptionalLong.of(20), 20, Optional.empty());
        Transact commit = commit(true, 21);
        assertEquals(0, moved.join(), "it reads what it has written itself");
        assertEquals(
                List.of(
                        new Condition.Compare("/from", Field.MODIFIED, Relation.EQUAL, 7),
                        new Condition.Compare("/to", Field.MODIFIED, Relation.EQUAL, 0)),
                commit.when());
        assertEquals(
                List.of(new Operation.Put("/from", Values.number(6)), new Operation.Put("/to", Values.number(1))),
                commit.then());
        assertEquals(List.of(), commit.otherwise());
    }

    @Test
    void runsAgainWithNewEyesWhenOthersWereFirst() {
        CompletableFuture<Long> moved = transact(TransactTest::move);
        answer("/from", OptionalLong.empty(), 20, Optional.of(entry("/from", 7)));
        answer("/to", OptionalLong.of(20), 20, Optional.empty());
        commit(false, 21);
        passPause();
        answer("/from", OptionalLong.empty(), 30, Optional.of(entry("/from", 25)));
        answer("/to", OptionalLong.of(30), 30, Optional.empty());
        assertEquals(
                new Operation.Put("/from", Values.number(24)),
                commit(true, 31).then().get(0));
        assertEquals(0, moved.join());
    }

    @Test
    void runsAgainWhenTheStoreHasForgottenWhatItWas() {
        CompletableFuture<Long> moved = transact(TransactTest::move);
        answer("/from", OptionalLong.empty(), 20, Optional.of(entry("/from", 7)));
        new PlayedStore(fake).forgetHistory();
        passPause();
        answer("/from", OptionalLong.empty(), 30, Optional.of(entry("/from", 7)));
        answer("/to", OptionalLong.of(30), 30, Optional.empty());
        commit(true, 31);
        assertEquals(0, moved.join());
    }

    @Test
    void givesUpAtTheDeadlineWithNothingDone() {
        CompletableFuture<Long> moved = transact(TransactTest::move);
        answer("/from", OptionalLong.empty(), 20, Optional.of(entry("/from", 7)));
        answer("/to", OptionalLong.of(20), 20, Optional.empty());
        fake.advance(Duration.ofSeconds(1));
        commit(false, 21);
        CompletionException thrown = assertThrows(CompletionException.class, moved::join);
        QuorateException refused = assertInstanceOf(QuorateException.class, thrown.getCause());
        assertTrue(refused.is(ErrorCode.CONFLICT));
        assertEquals(0, fake.alarms());
    }

    @Test
    void oneThatOnlyReadsSendsNothingMore() {
        CompletableFuture<Long> sum = transact(attempt -> attempt.number("/from") + attempt.number("/from"));
        answer("/from", OptionalLong.empty(), 20, Optional.of(entry("/from", 7)));
        assertEquals(14, sum.join(), "and reads each key once");
        assertTrue(fake.isQuiet());
    }

    @Test
    void whatTheFunctionThrowsEndsItWithNothingDone() {
        CompletableFuture<Long> moved = transact(attempt -> {
            attempt.put("/from", 1);
            throw new IllegalStateException("on purpose");
        });
        assertInstanceOf(
                IllegalStateException.class,
                assertThrows(CompletionException.class, moved::join).getCause());
        assertTrue(fake.isQuiet());
    }

    @Test
    void writesWithoutReadingAndDeletesWhatItWrote() {
        CompletableFuture<Boolean> there = transact(attempt -> {
            attempt.put("/to", "x");
            attempt.delete("/to");
            return attempt.get("/to").isPresent();
        });
        Transact commit = commit(true, 21);
        assertFalse(there.join());
        assertEquals(List.of(), commit.when());
        assertEquals(List.of(new Operation.Delete("/to")), commit.then());
    }

    @Test
    void refusesOptionsThatReadForItself() {
        assertThrows(
                IllegalArgumentException.class,
                () -> store.transact(attempt -> {
                    attempt.put("/to", Values.text("x"), PutOptions.NONE.ifAbsent());
                    return "never";
                }));
    }
}

package io.quorate.recipe.atomic.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.codec.RecordCodec;
import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceRead;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.client.Await;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.testkit.FakeClient;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class ReferenceTest {
    /** Of a user. */
    public record Settings(int size) {}

    private final FakeClient fake = new FakeClient();
    private final Reference<Settings> settings = new AtomicClient(fake).reference("fake", Settings.class);

    @Test
    void givesBackWhatWasSet() {
        CompletableFuture<Versioned<Settings>> got = settings.getAsync();
        fake.answer(new ReferenceRead(bytes(3), 7, 9));
        assertEquals(new Versioned<>(Optional.of(new Settings(3)), 7), got.join());
    }

    @Test
    void anUpdateThatSomebodyOvertookGoesOnWithTheirValue() {
        CompletableFuture<Versioned<Settings>> updated = settings.updateAsync(
                before -> new Settings(before.map(Settings::size).orElse(0) + 1));
        fake.answer(new ReferenceRead(Optional.empty(), 0, 9));
        requireSwap(0, 1).answer().complete(new ReferenceSwapped(false, 12, bytes(5)));
        requireSwap(12, 6).answer().complete(new ReferenceSwapped(true, 13, Optional.empty()));
        assertEquals(new Versioned<>(Optional.of(new Settings(6)), 13), updated.join());
        assertTrue(fake.isQuiet());
    }

    @Test
    void anUpdateThatIsAlwaysOvertakenEnds() {
        CompletableFuture<Versioned<Settings>> updated = settings.updateAsync(before -> new Settings(1));
        fake.answer(new ReferenceRead(Optional.empty(), 0, 9));
        for (int i = 0; i < Reference.MAX_UPDATE_ATTEMPTS; i++) {
            fake.answer(new ReferenceSwapped(false, 10 + i, bytes(i)));
        }
        QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(updated));
        assertTrue(failure.is(ErrorCode.CONFLICT));
        assertTrue(fake.isQuiet());
    }

    @Test
    void anUpdateWhoseFunctionThrowsChangesNothing() {
        IllegalStateException thrown = new IllegalStateException("of the user");
        CompletableFuture<Versioned<Settings>> updated = settings.updateAsync(before -> {
            throw thrown;
        });
        fake.answer(new ReferenceRead(Optional.empty(), 0, 9));
        assertSame(thrown, assertThrows(IllegalStateException.class, () -> Await.result(updated)));
        assertTrue(fake.isQuiet());
    }

    @Test
    void aLostReplyIsNotTakenForARefusal() {
        Counter counter = new AtomicClient(fake).counter("fake");
        CompletableFuture<OptionalLong> sum = counter.addWithinAsync(1, 0, 10);
        fake.next()
                .answer()
                .completeExceptionally(QuorateException.of(ErrorCode.OUTCOME_UNKNOWN, CallOutcome.UNKNOWN, "lost"));
        QuorateException failure = assertThrows(QuorateException.class, () -> Await.result(sum));
        assertEquals(CallOutcome.UNKNOWN, failure.outcome());

        CompletableFuture<OptionalLong> refused = counter.addWithinAsync(1, 0, 10);
        fake.next()
                .answer()
                .completeExceptionally(
                        QuorateException.of(AtomicContract.OUT_OF_BOUNDS, CallOutcome.NOT_APPLIED, "full"));
        assertEquals(OptionalLong.empty(), refused.join());

        CompletableFuture<OptionalLong> added = counter.addWithinAsync(1, 0, 10);
        fake.answer(new Counted(10, 9));
        assertEquals(OptionalLong.of(10), added.join());
    }

    private FakeClient.Sent requireSwap(long expectedVersion, int size) {
        FakeClient.Sent swap = fake.next();
        CompareAndSetReference request = (CompareAndSetReference) swap.request();
        assertEquals(expectedVersion, request.expectedVersion());
        assertEquals(
                new Settings(size),
                RecordCodec.of(Settings.class).decode(request.value().orElseThrow()));
        return swap;
    }

    private static Optional<byte[]> bytes(int size) {
        return Optional.of(RecordCodec.bytesOf(new Settings(size)));
    }
}

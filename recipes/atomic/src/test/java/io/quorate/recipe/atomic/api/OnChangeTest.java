package io.quorate.recipe.atomic.api;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract.Count;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.Registration;
import io.quorate.testkit.FakeClient;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class OnChangeTest {
    private final FakeClient fake = new FakeClient();
    private final Counter counter = new AtomicClient(fake).counter("fake");
    private final List<Change<Long>> told = new ArrayList<>();

    @Test
    void tellsThePresentValueFirstAndThenEachNewerOne() {
        counter.onChange(told::add);
        fake.answer(new Count(5, 10));
        fake.runCallbacks();
        tell(11, 6);
        tell(12, 7);
        assertEquals(List.of(change(5, 10), change(6, 11), change(7, 12)), told);
    }

    @Test
    void tellsNothingOlderThanWhatItHasRead() {
        counter.onChange(told::add);
        fake.tell(9, new CounterChanged(4));
        fake.answer(new Count(5, 10));
        fake.tell(10, new CounterChanged(5));
        fake.runCallbacks();
        assertEquals(List.of(change(5, 10)), told);
    }

    @Test
    void whatWasReadDoesNotReplaceWhatIsNewer() {
        counter.onChange(told::add);
        fake.tell(12, new CounterChanged(7));
        fake.answer(new Count(5, 10));
        fake.runCallbacks();
        assertEquals(List.of(change(7, 12)), told);
    }

    @Test
    void aSlowListenerIsToldTheLatest() {
        counter.onChange(told::add);
        fake.answer(new Count(0, 1));
        for (int i = 1; i <= 100; i++) {
            fake.tell(1 + i, new CounterChanged(i));
        }
        fake.runCallbacks();
        assertEquals(List.of(change(100, 101)), told);
    }

    @Test
    void readsAnewWhereEventsMayBeMissing() {
        counter.onChange(told::add);
        fake.answer(new Count(5, 10));
        fake.runCallbacks();
        fake.reset(20);
        assertEquals(1, told.size());
        fake.answer(new Count(9, 21));
        fake.runCallbacks();
        assertEquals(List.of(change(5, 10), change(9, 21)), told);
    }

    @Test
    void readsAgainWhatWasNotAnsweredInTime() {
        counter.onChange(told::add);
        fake.next()
                .answer()
                .completeExceptionally(
                        QuorateException.of(ErrorCode.DEADLINE_EXCEEDED, CallOutcome.NOT_APPLIED, "late"));
        fake.answer(new Count(5, 10));
        fake.runCallbacks();
        assertEquals(List.of(change(5, 10)), told);
    }

    @Test
    void aListenerThatThrowsIsToldTheNextChange() {
        counter.onChange(change -> {
            told.add(change);
            if (told.size() == 1) {
                throw new IllegalStateException("of the user");
            }
        });
        fake.answer(new Count(5, 10));
        assertThrows(IllegalStateException.class, fake::runCallbacks);
        tell(11, 6);
        assertEquals(List.of(change(5, 10), change(6, 11)), told);
    }

    @Test
    void isToldNothingOnceClosed() {
        Registration registration = counter.onChange(told::add);
        fake.answer(new Count(5, 10));
        registration.close();
        fake.runCallbacks();
        assertEquals(List.of(), told);
        assertEquals(0, fake.listeners());
        assertTrue(fake.isQuiet());
    }

    private void tell(long revision, long value) {
        fake.tell(revision, new CounterChanged(value));
        fake.runCallbacks();
    }

    private static Change<Long> change(long value, long revision) {
        return new Change<>(value, revision);
    }
}

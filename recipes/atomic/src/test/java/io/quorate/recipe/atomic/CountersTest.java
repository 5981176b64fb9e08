package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.Swapped;
import io.quorate.recipe.atomic.api.CounterOperation;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CountersTest {
    private final AtomicWorld atomic = new AtomicWorld();

    @AfterEach
    void close() {
        atomic.close();
    }

    @Test
    void isNeverOffByOneAfterARetryWhoseReplyWasLost() {
        Reply<Counted> added = atomic.add(atomic.a, 1);
        atomic.world.changeLeader();
        added.repeat();
        assertEquals(new Counted(1, 0), added.reply());
        atomic.world.restart();
        assertEquals(new Counted(1, 0), added.repeat().reply());
        assertEquals(1, atomic.count());
    }

    @Test
    void aRepeatedSwapIsToldThatItSwapped() {
        Reply<Swapped> swapped = atomic.compareAndSet(atomic.a, 0, 7);
        atomic.compareAndSet(atomic.b, 7, 9);
        assertEquals(new Swapped(true, 7), swapped.repeat().reply());
        assertEquals(9, atomic.count());
    }

    @Test
    void additionDoesNotFailUnderContention() {
        for (int i = 0; i < 100; i++) {
            atomic.add(atomic.a, 2).reply();
            atomic.add(atomic.b, 3).reply();
        }
        assertEquals(500, atomic.count());
    }

    @Test
    void settingIsOneStepAndTellsWhatWasBefore() {
        atomic.add(atomic.b, 4);
        assertEquals(new Counted(9, 4), atomic.set(9).reply());
    }

    @Test
    void refusesASumOutsideItsBoundsAndChangesNothing() {
        List<CounterChanged> changes = atomic.world.events(AtomicWorld.COUNTER, CounterChanged.class);
        assertEquals(10, atomic.add(atomic.a, 10, 0, 10).reply().value());
        Reply<Counted> above = atomic.add(atomic.b, 1, 0, 10);
        assertEquals(AtomicContract.OUT_OF_BOUNDS, above.code());
        assertEquals(CallOutcome.NOT_APPLIED, above.outcome());
        assertEquals("'orders' is 10; with 1 added it would be more than 10", above.message());
        assertEquals(
                AtomicContract.OUT_OF_BOUNDS, atomic.add(atomic.b, -11, 0, 10).code());
        assertEquals(0, atomic.add(atomic.b, -10, 0, 10).reply().value());
        assertEquals(List.of(new CounterChanged(10), new CounterChanged(0)), changes);
    }

    @Test
    void anAdditionThatOverflowsIsRefusedAndDoesNotWrap() {
        atomic.set(Long.MAX_VALUE - 1);
        assertEquals(Long.MAX_VALUE, atomic.add(atomic.a, 1).reply().value());
        assertEquals(AtomicContract.OUT_OF_BOUNDS, atomic.add(atomic.a, 1).code());
        assertEquals(
                AtomicContract.OUT_OF_BOUNDS,
                atomic.add(atomic.a, Long.MAX_VALUE).code());
        atomic.set(Long.MIN_VALUE);
        assertEquals(AtomicContract.OUT_OF_BOUNDS, atomic.add(atomic.a, -1).code());
        assertEquals(
                AtomicContract.OUT_OF_BOUNDS,
                atomic.add(atomic.a, Long.MIN_VALUE).code());
        assertEquals(-1, atomic.add(atomic.a, Long.MAX_VALUE).reply().value());
    }

    @Test
    void operationsUseItsValueAndTheOperand() {
        atomic.set(12);
        assertEquals(12, atomic.update(CounterOperation.MAX, 7));
        assertEquals(20, atomic.update(CounterOperation.MAX, 20));
        assertEquals(12, atomic.update(CounterOperation.MIN, 12));
        assertEquals(8, atomic.update(CounterOperation.AND, 10));
        assertEquals(11, atomic.update(CounterOperation.OR, 3));
    }

    @Test
    void comparesAndSetsOnlyWhatIsExpected() {
        assertEquals(new Swapped(true, 5), atomic.compareAndSet(atomic.a, 0, 5).reply());
        assertEquals(new Swapped(false, 5), atomic.compareAndSet(atomic.b, 0, 6).reply());
        assertEquals(5, atomic.count());
    }

    @Test
    void tellsEachChangeAndNoneWhereNothingChanged() {
        List<CounterChanged> changes = atomic.world.events(AtomicWorld.COUNTER, CounterChanged.class);
        atomic.add(atomic.a, 3);
        atomic.set(3);
        atomic.update(CounterOperation.MAX, 1);
        atomic.compareAndSet(atomic.a, 8, 9);
        atomic.add(atomic.a, 0);
        atomic.set(1);
        assertEquals(List.of(new CounterChanged(3), new CounterChanged(1)), changes);
    }

    @Test
    void atZeroItLeavesNothingBehind() {
        atomic.set(0);
        assertEquals(List.of(), atomic.world.instances());
        atomic.add(atomic.a, 5);
        assertEquals(List.of(AtomicWorld.COUNTER), atomic.world.instances());
        atomic.add(atomic.a, -5);
        assertEquals(List.of(), atomic.world.instances());
        assertEquals(0, atomic.count());
    }

    @Test
    void outlivesTheSessionThatChangedIt() {
        atomic.add(atomic.a, 5);
        atomic.a.crash();
        atomic.world.advance(RecipeWorld.TTL.multipliedBy(2));
        assertEquals(5, atomic.count());
    }

    @Test
    void deletingItIsSettingItToZero() {
        List<CounterChanged> changes = atomic.world.events(AtomicWorld.COUNTER, CounterChanged.class);
        atomic.add(atomic.a, 5);
        assertTrue(atomic.delete(AtomicWorld.COUNTER, false).reply().existed());
        assertFalse(atomic.delete(AtomicWorld.COUNTER, false).reply().existed());
        assertEquals(List.of(new CounterChanged(5), new CounterChanged(0)), changes);
    }
}

package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.atomic.api.AtomicContract.FlagChanged;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSwapped;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FlagsTest {
    private final AtomicWorld atomic = new AtomicWorld();

    @AfterEach
    void close() {
        atomic.close();
    }

    @Test
    void isFalseUntilSomebodySetsIt() {
        assertFalse(atomic.flag());
        assertFalse(atomic.setFlag(true).before());
        assertTrue(atomic.flag());
        assertTrue(atomic.setFlag(false).before());
        assertEquals(List.of(), atomic.world.instances(), "a flag that is false leaves nothing behind");
    }

    @Test
    void onlyOneOfTwoRaisesIt() {
        assertEquals(
                new FlagSwapped(true, true),
                atomic.compareAndSetFlag(atomic.a, false, true).reply());
        assertEquals(
                new FlagSwapped(false, true),
                atomic.compareAndSetFlag(atomic.b, false, true).reply());
    }

    @Test
    void tellsEachChangeAndNoneWhereNothingChanged() {
        List<FlagChanged> changes = atomic.world.events(AtomicWorld.FLAG, FlagChanged.class);
        atomic.setFlag(false);
        atomic.setFlag(true);
        atomic.setFlag(true);
        atomic.compareAndSetFlag(atomic.a, true, false);
        atomic.setFlag(true);
        atomic.delete(AtomicWorld.FLAG, false);
        assertEquals(
                List.of(new FlagChanged(true), new FlagChanged(false), new FlagChanged(true), new FlagChanged(false)),
                changes);
    }
}

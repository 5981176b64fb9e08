package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceChanged;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReferencesTest {
    private final AtomicWorld atomic = new AtomicWorld();

    @AfterEach
    void close() {
        atomic.close();
    }

    @Test
    void hasNoValueAndVersionZeroUntilSomebodySetsIt() {
        assertEquals(0, atomic.reference().version());
        assertTrue(atomic.reference().value().isEmpty());
        ReferenceSet set = atomic.setReference("one").reply();
        assertTrue(set.before().isEmpty());
        assertEquals("one", AtomicWorld.text(atomic.reference().value()));
        assertEquals(set.version(), atomic.reference().version());
        assertEquals("one", AtomicWorld.text(atomic.setReference("two").reply().before()));
    }

    @Test
    void isCreatedByOneOfTwoThatExpectNone() {
        long version = atomic.compareAndSetReference(atomic.a, 0, Optional.of("a's"))
                .reply()
                .version();
        ReferenceSwapped late =
                atomic.compareAndSetReference(atomic.b, 0, Optional.of("b's")).reply();
        assertFalse(late.swapped());
        assertEquals(version, late.version());
        assertEquals("a's", AtomicWorld.text(late.found()), "so that the next attempt need not read");
    }

    @Test
    void aValueThatWentAndCameAgainIsAnother() {
        long version = atomic.setReference("same").reply().version();
        atomic.delete(AtomicWorld.REFERENCE, false).reply();
        long again = atomic.setReference("same").reply().version();
        assertTrue(again > version);
        assertFalse(atomic.compareAndSetReference(atomic.b, version, Optional.of("stale"))
                .reply()
                .swapped());
        assertTrue(atomic.compareAndSetReference(atomic.b, again, Optional.empty())
                .reply()
                .swapped());
        assertEquals(List.of(), atomic.world.instances());
    }

    @Test
    void aRepeatedSwapIsToldItsOwnVersion() {
        Reply<ReferenceSwapped> swapped = atomic.compareAndSetReference(atomic.a, 0, Optional.of("mine"));
        long version = swapped.reply().version();
        atomic.setReference("other");
        assertEquals(version, swapped.repeat().reply().version());
        assertEquals("other", AtomicWorld.text(atomic.reference().value()));
    }

    @Test
    void tellsEachValueWithItsVersion() {
        List<ReferenceChanged> changes = atomic.world.events(AtomicWorld.REFERENCE, ReferenceChanged.class);
        assertTrue(atomic.compareAndSetReference(atomic.a, 0, Optional.empty())
                .reply()
                .swapped());
        long version = atomic.setReference("one").reply().version();
        atomic.compareAndSetReference(atomic.a, version, Optional.empty());
        assertEquals(
                List.of("one " + version, "none 0"),
                changes.stream()
                        .map(change -> AtomicWorld.text(change.value()) + " " + change.version())
                        .toList());
    }

    @Test
    void refusesALargerValueThanItMayHave() {
        assertThrows(
                IllegalArgumentException.class,
                () -> new SetReference(new byte[AtomicContract.MAX_REFERENCE_BYTES + 1]));
        String largest = "x".repeat(AtomicContract.MAX_REFERENCE_BYTES);
        atomic.setReference(largest).reply();
        assertEquals(
                largest, AtomicWorld.text(atomic.setReference("small").reply().before()));
    }
}

package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.CounterChanged;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.testkit.Reply;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** To the next version and back, with an instance of each kind. */
class AtomicUpgradeTest {
    private final AtomicWorld atomic = new AtomicWorld();

    @AfterEach
    void close() {
        atomic.close();
    }

    @Test
    void keepsEveryValueOnTheWayUpAndDown() {
        List<CounterChanged> changes = atomic.world.events(AtomicWorld.COUNTER, CounterChanged.class);
        Reply<Counted> added = atomic.add(atomic.a, 5);
        atomic.setFlag(true);
        long version = atomic.setReference("kept").reply().version();
        atomic.takeIds(atomic.a, 10);
        atomic.next(atomic.a);

        atomic.world.upgrade(new NextAtomicRecipe());
        assertEquals(new Counted(5, 0), added.repeat().reply());
        atomic.add(atomic.b, 1);
        assertEquals(new IdBlock(11, 20), atomic.takeIds(atomic.b, 10).reply());

        atomic.world.rollback();
        assertEquals(6, atomic.count());
        assertEquals(version, atomic.reference().version());
        assertEquals(new IdBlock(21, 21), atomic.takeIds(atomic.a, 1).reply());
        assertEquals(2, atomic.next(atomic.b).reply().number());
        assertEquals(true, atomic.setFlag(false).before());
        assertEquals(List.of(new CounterChanged(5), new CounterChanged(6)), changes);
    }
}

package io.quorate.recipe.atomic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.recipe.atomic.api.Kind;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NumbersTest {
    private final AtomicWorld atomic = new AtomicWorld();

    @AfterEach
    void close() {
        atomic.close();
    }

    @Test
    void idsAreNeverGivenTwiceAfterACrash() {
        assertEquals(new IdBlock(1, 100), atomic.takeIds(atomic.a, 100).reply());
        atomic.a.crash();
        atomic.world.advance(RecipeWorld.TTL.multipliedBy(2));
        atomic.world.restart();
        assertEquals(new IdBlock(101, 101), atomic.takeIds(atomic.b, 1).reply());
    }

    @Test
    void aRepeatedCallGetsTheSameIds() {
        Reply<IdBlock> block = atomic.takeIds(atomic.a, 10);
        atomic.takeIds(atomic.b, 10);
        assertEquals(new IdBlock(1, 10), block.repeat().reply());
        assertEquals(new IdBlock(21, 21), atomic.takeIds(atomic.a, 1).reply());
    }

    @Test
    void aSequenceHasNoGapsThoughRepliesAreLostAndLeadersChange() {
        for (long number = 1; number <= 20; number++) {
            Reply<Numbered> next = atomic.next(number % 2 == 0 ? atomic.a : atomic.b);
            atomic.world.changeLeader();
            assertEquals(number, next.repeat().reply().number());
        }
    }

    @Test
    void numbersAreNotGivenAgainUnlessSomebodyInsists() {
        atomic.takeIds(atomic.a, 5);
        atomic.next(atomic.a);
        for (String name : List.of(AtomicWorld.IDS, AtomicWorld.SEQUENCE)) {
            assertEquals(ErrorCode.CONFLICT.name(), atomic.delete(name, false).code());
        }
        assertEquals(new IdBlock(6, 6), atomic.takeIds(atomic.a, 1).reply());
        assertTrue(atomic.delete(AtomicWorld.IDS, true).reply().existed());
        assertEquals(new IdBlock(1, 1), atomic.takeIds(atomic.a, 1).reply());
    }

    @Test
    void isOfOneKindUntilItIsDeleted() {
        atomic.set(3);
        assertEquals(
                AtomicContract.WRONG_KIND,
                atomic.a
                        .call(AtomicWorld.COUNTER, AtomicContract.TAKE_IDS, new TakeIds(1), IdBlock.class)
                        .code());
        assertEquals(3, atomic.count());
        atomic.delete(AtomicWorld.COUNTER, false);
        assertEquals(
                new IdBlock(1, 1),
                atomic.a
                        .call(AtomicWorld.COUNTER, AtomicContract.TAKE_IDS, new TakeIds(1), IdBlock.class)
                        .reply());
    }

    @Test
    void describesEachKind() {
        assertEquals(Optional.empty(), atomic.describe(AtomicWorld.COUNTER).kind());
        atomic.set(3);
        atomic.setFlag(true);
        long version = atomic.setReference("four").reply().version();
        atomic.takeIds(atomic.a, 7);
        atomic.next(atomic.a);
        assertEquals(OptionalLong.of(3), atomic.describe(AtomicWorld.COUNTER).number());
        assertEquals(Optional.of(true), atomic.describe(AtomicWorld.FLAG).flag());
        assertEquals(
                OptionalLong.of(version), atomic.describe(AtomicWorld.REFERENCE).version());
        assertEquals(OptionalLong.of(4), atomic.describe(AtomicWorld.REFERENCE).bytes());
        assertEquals(OptionalLong.of(7), atomic.describe(AtomicWorld.IDS).number());
        assertEquals(OptionalLong.of(1), atomic.describe(AtomicWorld.SEQUENCE).number());
        assertEquals(
                Optional.of(Kind.SEQUENCE),
                atomic.describe(AtomicWorld.SEQUENCE).kind());
    }

    @Test
    void refusesABlockThatIsTooLargeOrEmpty() {
        assertThrows(IllegalArgumentException.class, () -> new TakeIds(0));
        assertThrows(IllegalArgumentException.class, () -> new TakeIds(AtomicContract.MAX_BLOCK + 1));
    }
}

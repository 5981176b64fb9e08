package io.quorate.recipe.atomic;

import io.quorate.recipe.atomic.api.AtomicContract;
import io.quorate.recipe.atomic.api.AtomicContract.Add;
import io.quorate.recipe.atomic.api.AtomicContract.CompareAndSetReference;
import io.quorate.recipe.atomic.api.AtomicContract.Counted;
import io.quorate.recipe.atomic.api.AtomicContract.Delete;
import io.quorate.recipe.atomic.api.AtomicContract.Deleted;
import io.quorate.recipe.atomic.api.AtomicContract.FlagSet;
import io.quorate.recipe.atomic.api.AtomicContract.IdBlock;
import io.quorate.recipe.atomic.api.AtomicContract.Next;
import io.quorate.recipe.atomic.api.AtomicContract.Numbered;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSet;
import io.quorate.recipe.atomic.api.AtomicContract.ReferenceSwapped;
import io.quorate.recipe.atomic.api.AtomicContract.SetFlag;
import io.quorate.recipe.atomic.api.AtomicContract.SetReference;
import io.quorate.recipe.atomic.api.AtomicContract.TakeIds;
import io.quorate.testkit.Play;
import io.quorate.testkit.Tck;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class AtomicTckTest {
    private static final int NUMBERS = 5_000;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfRecipes() {
        return Tck.of(new AtomicRecipe())
                .workload(AtomicTckTest::step)
                .upgradeTo(new NextAtomicRecipe())
                .drain(NUMBERS, AtomicTckTest::next, AtomicTckTest::next)
                .tests();
    }

    /** Of several kinds on each name: those for another one are refused, until it is deleted. */
    private static void step(Play play) {
        switch (play.below(8)) {
            case 0, 1 ->
                play.call(
                        AtomicContract.ADD,
                        new Add(play.below(9) - 4, OptionalLong.of(-10), OptionalLong.of(10)),
                        Counted.class);
            case 2 -> play.call(AtomicContract.SET_FLAG, new SetFlag(play.oneIn(2)), FlagSet.class);
            case 3 ->
                play.call(AtomicContract.SET_REFERENCE, new SetReference(new byte[play.below(9)]), ReferenceSet.class);
            case 4 ->
                play.call(
                        AtomicContract.COMPARE_AND_SET_REFERENCE,
                        new CompareAndSetReference(
                                play.take(ReferenceSet.class)
                                        .map(ReferenceSet::version)
                                        .orElse(0L),
                                play.oneIn(2) ? Optional.empty() : Optional.of(new byte[] {1})),
                        ReferenceSwapped.class);
            case 5 -> play.call(AtomicContract.TAKE_IDS, new TakeIds(1 + play.below(100)), IdBlock.class);
            case 6 -> next(play);
            default -> play.call(AtomicContract.DELETE, new Delete(true), Deleted.class);
        }
    }

    private static void next(Play play) {
        play.call(AtomicContract.NEXT, new Next(), Numbered.class);
    }
}

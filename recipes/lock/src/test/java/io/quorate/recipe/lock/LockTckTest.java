package io.quorate.recipe.lock;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.lock.api.LockContract;
import io.quorate.recipe.lock.api.LockContract.Acquire;
import io.quorate.recipe.lock.api.LockContract.ForceRelease;
import io.quorate.recipe.lock.api.LockContract.Grant;
import io.quorate.recipe.lock.api.LockContract.Release;
import io.quorate.recipe.lock.api.LockContract.Released;
import io.quorate.recipe.lock.api.LockContract.Revoked;
import io.quorate.recipe.lock.api.LockDescription;
import io.quorate.testkit.Play;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Tck;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class LockTckTest {
    /** Waiters of one lock; a cluster allows 10,000. */
    private static final int WAITERS = 5_000;

    @TestFactory
    Stream<DynamicTest> keepsTheRulesOfRecipes() {
        return Tck.of(new LockRecipe())
                .workload(LockTckTest::step)
                .heldBy(LockTckTest::holdersAndWaiters)
                .drain(WAITERS, LockTckTest::join, LockTckTest::handOver)
                .tests();
    }

    private static void step(Play play) {
        Optional<Grant> mine = play.oneIn(3) ? Optional.empty() : play.take(Grant.class);
        if (mine.isEmpty()) {
            long wait = play.oneIn(4) ? 0 : 1 + play.below(10_000);
            long maxHold = play.oneIn(4) ? 1 + play.below(5_000) : 0;
            long lockDelay = play.oneIn(4) ? play.below(2_000) : 0;
            Acquire acquire = new Acquire(wait, "worker", "", maxHold, lockDelay, 0, "");
            play.call(LockContract.ACQUIRE, acquire, Grant.class);
        } else if (play.oneIn(8)) {
            play.call(LockContract.FORCE_RELEASE, new ForceRelease(mine.get().token(), "test"), Revoked.class);
        } else {
            play.call(LockContract.RELEASE, new Release(mine.get().token()), Released.class);
        }
    }

    private static List<SessionId> holdersAndWaiters(RecipeWorld world, String name) {
        LockDescription lock = world.describe(name, LockDescription.class);
        return Stream.concat(
                        lock.holder().stream().map(LockDescription.Holder::session),
                        lock.waiting().stream().map(LockDescription.Waiter::session))
                .toList();
    }

    private static void join(Play play) {
        play.call(LockContract.ACQUIRE, new Acquire(86_400_000, "worker"), Grant.class);
    }

    private static void handOver(Play play) {
        play.call(
                LockContract.RELEASE,
                new Release(play.take(Grant.class).orElseThrow().token()),
                Released.class);
    }
}

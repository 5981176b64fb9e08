package io.quorate.recipe.barrier;

import io.quorate.recipe.SessionId;
import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrival;
import io.quorate.recipe.barrier.api.BarrierContract.Arrive;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitAdvance;
import io.quorate.recipe.barrier.api.BarrierContract.AwaitOpen;
import io.quorate.recipe.barrier.api.BarrierContract.CountDown;
import io.quorate.recipe.barrier.api.BarrierContract.Counted;
import io.quorate.recipe.barrier.api.BarrierContract.Leave;
import io.quorate.recipe.barrier.api.BarrierContract.Left;
import io.quorate.recipe.barrier.api.BarrierContract.Opened;
import io.quorate.recipe.barrier.api.BarrierContract.Passage;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.recipe.barrier.api.BarrierContract.Reset;
import io.quorate.recipe.barrier.api.BarrierContract.SetCount;
import io.quorate.recipe.barrier.api.BarrierDescription;
import io.quorate.recipe.barrier.api.LossPolicy;
import io.quorate.testkit.Play;
import io.quorate.testkit.RecipeWorld;
import io.quorate.testkit.Tck;
import io.quorate.testkit.Workload;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class BarrierTckTest {
    @TestFactory
    Stream<DynamicTest> aDoubleBarrierKeepsTheRules() {
        return rules(BarrierTckTest::enterOrLeave).tests();
    }

    @TestFactory
    Stream<DynamicTest> aPhaserKeepsTheRules() {
        return rules(BarrierTckTest::arriveOrRegister)
                .drain(BarrierContract.MAX_PARTIES, BarrierTckTest::register, BarrierTckTest::deregister)
                .tests();
    }

    @TestFactory
    Stream<DynamicTest> aLatchKeepsTheRules() {
        // Its commands grant nothing, so that there are no tokens that could grow.
        return rules(BarrierTckTest::countOrAwait)
                .tests()
                .filter(rule -> !rule.getDisplayName().contains("TCK-5"));
    }

    private static Tck rules(Workload workload) {
        return Tck.of(new BarrierRecipe())
                .workload(workload)
                .heldBy(BarrierTckTest::present)
                .upgradeTo(new NextBarrierRecipe());
    }

    private static void register(Play play) {
        play.call(BarrierContract.REGISTER, new Register(LossPolicy.BREAK, "worker"), Registered.class);
    }

    private static void deregister(Play play) {
        Arrive arrive = new Arrive(play.take(Registered.class).orElseThrow().token());
        play.call(BarrierContract.ARRIVE_AND_DEREGISTER, arrive, Arrived.class);
    }

    private static void enterOrLeave(Play play) {
        Optional<Passage> inside = play.oneIn(3) ? Optional.empty() : play.take(Passage.class);
        long wait = play.oneIn(4) ? 0 : 1 + play.below(10_000);
        if (inside.isPresent()) {
            Leave leave = new Leave(inside.get().token(), inside.get().position(), wait);
            play.call(BarrierContract.LEAVE, leave, Left.class);
        } else {
            play.call(BarrierContract.ENTER, new Arrival(2, LossPolicy.BREAK, wait, "worker"), Passage.class);
        }
    }

    private static void arriveOrRegister(Play play) {
        Optional<Registered> party = play.oneIn(3) ? Optional.empty() : play.take(Registered.class);
        if (party.isPresent()) {
            Arrive arrive = new Arrive(party.get().token());
            play.call(BarrierContract.ARRIVE, arrive, Arrived.class);
            AwaitAdvance await = new AwaitAdvance(party.get().phase(), play.below(10_000), "");
            play.call(BarrierContract.AWAIT_ADVANCE, await, Advanced.class);
            if (play.oneIn(2)) {
                play.call(BarrierContract.ARRIVE_AND_DEREGISTER, arrive, Arrived.class);
            }
        } else {
            register(play);
        }
    }

    private static void countOrAwait(Play play) {
        int dice = play.below(10);
        if (dice == 0) {
            play.call(BarrierContract.SET_COUNT, new SetCount(5), Counted.class);
        } else if (dice == 1) {
            play.call(BarrierContract.RESET, new Reset(0), Counted.class);
        } else if (dice < 5) {
            play.call(BarrierContract.COUNT_DOWN, new CountDown("" + play.below(8)), Counted.class);
        } else {
            play.call(BarrierContract.AWAIT_OPEN, new AwaitOpen(1 + play.below(10_000), "worker"), Opened.class);
        }
    }

    private static List<SessionId> present(RecipeWorld world, String name) {
        BarrierDescription barrier = world.describe(name, BarrierDescription.class);
        return Stream.concat(
                        barrier.waiting().stream().map(BarrierDescription.Waiter::session),
                        barrier.members().stream().map(BarrierDescription.Member::session))
                .toList();
    }
}

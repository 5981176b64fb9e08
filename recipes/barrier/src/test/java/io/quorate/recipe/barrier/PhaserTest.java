package io.quorate.recipe.barrier;

import static io.quorate.recipe.barrier.api.LossPolicy.BREAK;
import static io.quorate.recipe.barrier.api.LossPolicy.SHRINK;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.barrier.api.BarrierContract;
import io.quorate.recipe.barrier.api.BarrierContract.Advanced;
import io.quorate.recipe.barrier.api.BarrierContract.Arrived;
import io.quorate.recipe.barrier.api.BarrierContract.Passed;
import io.quorate.recipe.barrier.api.BarrierContract.Register;
import io.quorate.recipe.barrier.api.BarrierContract.Registered;
import io.quorate.testkit.Reply;
import io.quorate.testkit.TestClient;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class PhaserTest {
    private final BarrierWorld phaser = new BarrierWorld();

    @AfterEach
    void close() {
        phaser.close();
    }

    @Test
    void goesOnWhenAllHaveArrived() {
        List<Passed> passed = phaser.world.events(BarrierWorld.NAME, Passed.class);
        Registered a = phaser.register(phaser.a, BREAK);
        Registered b = phaser.register(phaser.b, BREAK);
        assertEquals(a.phase(), b.phase());
        assertEquals(
                new Arrived(a.phase(), 1), phaser.arrive(phaser.a, a.token()).reply());
        Reply<Advanced> waits = phaser.awaitAdvance(phaser.a, a.phase());
        Reply<Advanced> stranger = phaser.awaitAdvance(phaser.c, a.phase());
        assertTrue(waits.isWaiting());
        assertEquals(
                new Arrived(a.phase(), 0), phaser.arrive(phaser.b, b.token()).reply());
        assertTrue(waits.reply().phase() > a.phase());
        assertEquals(waits.reply(), stranger.reply());
        assertEquals(waits.reply(), phaser.awaitAdvance(phaser.c, a.phase()).reply());
        assertEquals(List.of(new Passed(a.phase(), 2)), passed);
    }

    @Test
    void aPartyArrivesOnceInEachPhase() {
        Registered a = phaser.register(phaser.a, BREAK);
        Registered b = phaser.register(phaser.b, BREAK);
        phaser.arrive(phaser.a, a.token()).reply();
        assertEquals("CONFLICT", phaser.arrive(phaser.a, a.token()).code());
        phaser.arrive(phaser.b, b.token()).reply();
        assertTrue(phaser.arrive(phaser.a, a.token()).reply().phase() > a.phase());
    }

    @Test
    void isNobodyElsesParty() {
        Registered a = phaser.register(phaser.a, BREAK);
        assertEquals(
                BarrierContract.NOT_A_PARTY, phaser.arrive(phaser.b, a.token()).code());
        phaser.deregister(phaser.a, a.token()).reply();
        assertEquals(
                BarrierContract.NOT_A_PARTY, phaser.arrive(phaser.a, a.token()).code());
        phaser.requireNothingLeft();
    }

    @Test
    void aPartyThatDeregistersIsNotWaitedFor() {
        Registered a = phaser.register(phaser.a, BREAK);
        Registered b = phaser.register(phaser.b, BREAK);
        phaser.arrive(phaser.a, a.token()).reply();
        Reply<Advanced> waits = phaser.awaitAdvance(phaser.a, a.phase());
        assertEquals(0, phaser.deregister(phaser.b, b.token()).reply().missing());
        assertEquals(1, waits.reply().parties());
        phaser.arrive(phaser.a, a.token()).reply();
    }

    @Test
    void aPartyThatArrivedAndDeregistersIsNotCountedTwice() {
        Registered a = phaser.register(phaser.a, BREAK);
        Registered b = phaser.register(phaser.b, BREAK);
        phaser.register(phaser.c, BREAK);
        phaser.arrive(phaser.a, a.token()).reply();
        phaser.deregister(phaser.a, a.token()).reply();
        assertEquals(1, phaser.arrive(phaser.b, b.token()).reply().missing());
    }

    @Test
    void allThatWaitAreToldWhenTheLastPartyIsGone() {
        Registered a = phaser.register(phaser.a, BREAK);
        Reply<Advanced> waits = phaser.awaitAdvance(phaser.b, a.phase());
        phaser.deregister(phaser.a, a.token()).reply();
        assertEquals(new Advanced(0, 0), waits.reply());
        phaser.requireNothingLeft();
        assertEquals(
                new Advanced(0, 0), phaser.awaitAdvance(phaser.b, a.phase()).reply());
        phaser.requireNothingLeft();
    }

    @Test
    void aPhaseIsNeverGivenTwice() {
        Registered a = phaser.register(phaser.a, BREAK);
        phaser.deregister(phaser.a, a.token()).reply();
        Registered again = phaser.register(phaser.a, BREAK);
        assertTrue(again.phase() > a.phase());
        assertEquals(
                again.phase(), phaser.awaitAdvance(phaser.b, a.phase()).reply().phase());
        assertEquals(
                "INVALID_REQUEST",
                phaser.awaitAdvance(phaser.b, again.phase() + 1).code());
    }

    @Test
    void aSessionThatEndsBreaksThePhaseForAll() {
        Registered a = phaser.register(phaser.a, BREAK);
        phaser.register(phaser.b, BREAK);
        phaser.arrive(phaser.a, a.token()).reply();
        Reply<Advanced> waits = phaser.awaitAdvance(phaser.a, a.phase());
        phaser.b.closeSession();
        assertEquals(BarrierContract.BROKEN, waits.code());
        assertEquals(
                BarrierContract.BROKEN, phaser.awaitAdvance(phaser.c, a.phase()).code(), "also who comes late");
        Arrived next = phaser.arrive(phaser.a, a.token()).reply();
        assertTrue(next.phase() > a.phase());
        assertEquals(0, next.missing());
    }

    @Test
    void shrinksWhereThatWasSaid() {
        Registered a = phaser.register(phaser.a, SHRINK);
        phaser.register(phaser.b, SHRINK);
        phaser.arrive(phaser.a, a.token()).reply();
        Reply<Advanced> waits = phaser.awaitAdvance(phaser.a, a.phase());
        phaser.b.closeSession();
        assertEquals(1, waits.reply().parties());
    }

    @Test
    void givingUpAWaitLosesNobody() {
        Registered a = phaser.register(phaser.a, BREAK);
        Registered b = phaser.register(phaser.b, BREAK);
        phaser.arrive(phaser.a, a.token()).reply();
        phaser.awaitAdvance(phaser.a, a.phase()).cancel();
        phaser.awaitAdvance(phaser.c, a.phase());
        phaser.c.closeSession();
        assertEquals(0, phaser.arrive(phaser.b, b.token()).reply().missing());
        assertEquals(2, phaser.describe().parties());
    }

    @Test
    void forgetsInTheEndWhichPhasesWereBroken() {
        Registered a = phaser.register(phaser.a, BREAK);
        long last = 0;
        for (int i = 0; i <= BarrierContract.MAX_BROKEN_PHASES; i++) {
            TestClient mortal = phaser.world.client("mortal");
            last = phaser.register(mortal, BREAK).phase();
            mortal.closeSession();
        }
        assertEquals(BarrierContract.BROKEN, phaser.awaitAdvance(phaser.b, last).code());
        assertEquals("CONFLICT", phaser.awaitAdvance(phaser.b, a.phase()).code());
    }

    @Test
    void aRegistrationThatNobodyKnowsOfIsTakenBack() {
        Reply<Registered> gaveUp =
                phaser.a.call(BarrierWorld.NAME, BarrierContract.REGISTER, new Register(BREAK, ""), Registered.class);
        gaveUp.cancel();
        phaser.requireNothingLeft();
    }
}

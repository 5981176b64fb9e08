package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.log.BarrierResult;
import io.quorate.recipe.system.SystemCommand;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SessionTest {
    private final World world = World.withProbe();

    @Test
    void expiresASessionThatIsNotHeardOf() {
        World.Client silent = world.client(2_000);
        World.Client alive = world.client(2_000);
        silent.done("a", "bind", new Probe.Bound(true, false));
        for (int i = 0; i < 6; i++) {
            world.loop.advanceMillis(500);
            alive.keepAlive();
        }
        assertEquals("SESSION_EXPIRED", silent.ends.get(0).code());
        assertTrue(alive.ends.isEmpty());
        assertEquals(-1, world.row("a", "held"));
    }

    @Test
    void acknowledgesAKeepAliveOnlyAfterARoundThatBeganAfterIt() {
        World.Client client = world.client(2_000);
        world.log.holdBarriers();
        List<Optional<Problem>> answers = new ArrayList<>();
        world.kernel.keepAlive(client.id, client, List.of(), answers::add);
        world.loop.settle();
        world.kernel.keepAlive(client.id, client, List.of(), answers::add);
        world.loop.settle();
        assertTrue(answers.isEmpty());
        world.log.answerBarriers(new BarrierResult.NotLeader(Optional.empty()));
        world.loop.settle();
        assertEquals("NOT_LEADER", answers.get(0).orElseThrow().code());
        assertTrue(answers.get(1).isEmpty(), "the second had a round of its own");
    }

    @Test
    void aDeposedLeaderAcknowledgesNoKeepAliveThoughItCanStillRead() {
        World.Client client = world.client(2_000);
        world.log.holdBarriers();
        List<Optional<Problem>> answers = new ArrayList<>();
        world.kernel.keepAlive(client.id, client, List.of(), answers::add);
        world.loop.settle();
        world.log.answerBarriers(new BarrierResult.Confirmed(1, false));
        world.loop.settle();
        assertEquals("NOT_LEADER", answers.get(0).orElseThrow().code());
    }

    @Test
    void refusesKeepAlivesAndCallsOnceTheEndIsProposed() {
        World.Client client = world.client(1_000);
        world.log.dropNext(0);
        world.kernel.close(client.id, client);
        world.kernel.keepAlive(
                client.id,
                client,
                List.of(),
                answer -> assertEquals("SESSION_EXPIRING", answer.orElseThrow().code()));
        world.kernel.call(
                client.id,
                client,
                new CallRequest(
                        1,
                        new Address(World.NAMESPACE, "probe", "a"),
                        1,
                        "put",
                        World.encode(new Probe.Put("k", 1)),
                        List.of()));
        world.loop.settle();
        assertEquals(-1, world.row("a", "k"));
    }

    @Test
    void grantsAWholeTimeToLiveAfterALeaderChange() {
        World.Client client = world.client(2_000);
        world.loop.advanceMillis(1_900);
        world.log.leadAgain();
        world.loop.advanceMillis(1_900);
        assertTrue(client.ends.isEmpty());
        world.loop.advanceMillis(500);
        assertFalse(client.ends.isEmpty());
    }

    @Test
    void aLeaderTellsTheOthersItsLogTime() {
        world.loop.advanceMillis(1_000);
        long announced = world.log.announced();
        world.loop.advanceMillis(100);
        assertTrue(world.log.announced() >= announced + 50, announced + " -> " + world.log.announced());
    }

    @Test
    void movesASessionOnlyWithItsSecret() {
        World.Client client = world.client();
        World.Client thief = world.client();
        List<AttachResult> results = new ArrayList<>();
        byte[] wrong = new byte[16];
        wrong[3] = 1;
        world.kernel.attach(client.id, wrong, thief, results::add);
        world.loop.settle();
        assertEquals(
                "SESSION_TAKEN",
                ((AttachResult.Refused) results.get(0)).problem().code());
        assertTrue(client.ends.isEmpty(), "the live connection was not touched");
        world.kernel.attach(client.id, client.secret, thief, results::add);
        world.loop.settle();
        assertTrue(results.get(1) instanceof AttachResult.Attached);
        assertEquals("SESSION_TAKEN", client.ends.get(0).code());
        client.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(-1, world.row("a", "k"));
    }

    @Test
    void tellsOfAnEndedSessionWhatWasApplied() {
        World.Client client = world.client();
        client.done("a", "put", new Probe.Put("k", 1));
        world.kernel.close(client.id, client);
        world.loop.settle();
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals("SESSION_EXPIRED", client.ends.get(client.ends.size() - 1).code());
        assertEquals(1, world.row("a", "k"));
    }

    @Test
    void neverGivesASessionIdAgain() {
        World.Client first = world.client();
        world.kernel.close(first.id, first);
        world.loop.settle();
        assertNotEquals(first.id, world.client().id);
    }

    @Test
    void endsInBoundedStepsAndFreezesOnlyTheInstanceThatFails() {
        World small = World.withProbe(Limits.defaults().with(ClusterKey.MAX_ENDS_PER_ENTRY, 3));
        World.Client client = small.client();
        for (int i = 0; i < 10; i++) {
            client.done("i" + i, "bind", new Probe.Bound(true, i == 4));
        }
        long entriesBefore = small.log.entries().size();
        small.kernel.close(client.id, client);
        small.loop.settle();
        assertTrue(small.log.entries().size() >= entriesBefore + 4, "four steps of at most three instances");
        for (int i = 0; i < 10; i++) {
            assertEquals(i == 4 ? client.id.value() : -1, small.row("i" + i, "held"), "instance " + i);
        }
        assertEquals(
                "INSTANCE_FROZEN",
                small.client().done("i4", "put", new Probe.Put("k", 1)).code());
        assertEquals(0, small.kernel.status().sessions() - 1, "only the session that looked is left");
    }

    @Test
    void expiresAnotherSessionOnRequest() {
        World.Client holder = world.client();
        holder.done("a", "bind", new Probe.Bound(true, false));
        World.Client admin = world.client();
        assertEquals(
                CallResult.Kind.OK,
                admin.system(new SystemCommand.ExpireSession(holder.id, "test")).kind());
        assertEquals("SESSION_EXPIRED", holder.ends.get(0).code());
        assertEquals(-1, world.row("a", "held"));
        assertEquals(
                "NOT_FOUND",
                admin.system(new SystemCommand.ExpireSession(holder.id, "test")).code());
    }

    @Test
    void tokensGrowWithEveryCommand() {
        World.Client client = world.client();
        long last = 0;
        for (int i = 0; i < 5; i++) {
            long token = World.decode(
                            Probe.Token.class,
                            client.done("a", "token", new Probe.Nothing()).body())
                    .token()
                    .value();
            assertTrue(token > last);
            last = token;
            world.restart(i % 2 == 0);
            world.kernel.attach(client.id, client.secret, client, result -> {});
            world.loop.settle();
        }
    }

    @Test
    void takesNothingFromTheOldConnectionOnceAnotherOneIsAboutToHaveTheSession() {
        World.Client old = world.client();
        World.Client next = world.client();
        List<AttachResult> attached = new ArrayList<>();
        world.kernel.attach(old.id, old.secret, next, attached::add);
        old.send(1, "a", "put", new Probe.Put("k", 1));
        assertEquals(new AttachResult.Attached(1, 0), attached.get(0));
        assertEquals("SESSION_TAKEN", old.ends.get(0).code());
        assertTrue(next.replies.isEmpty(), "the reply to a call of another process");
        assertEquals(-1, world.row("a", "k"));
    }

    @Test
    void givesEverythingBackThoughAStepOfTheEndIsLost() {
        World small = World.withProbe(Limits.defaults().with(ClusterKey.MAX_ENDS_PER_ENTRY, 1));
        World.Client holder = small.client();
        holder.done("a", "bind", new Probe.Bound(true, false));
        holder.done("b", "bind", new Probe.Bound(true, false));
        small.log.dropAfter(1, 1);
        small.kernel.close(holder.id, holder);
        small.loop.advanceMillis(1_000);
        assertEquals(-1, small.row("b", "held"));
        assertEquals(0, small.kernel.status().sessions());
    }
}

package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Whatever a recipe does, the entry is applied: one that cannot be would halt every node, again after each restart. */
class HostileRecipeTest {
    private static final int LARGE = 3 * 1024 * 1024;

    private final World world = new World(
            Limits.defaults(), new TestHost().with("probe@1", new Hostile()).with("store@1", new Probe()));
    private final World.Client client = deployed();

    private World.Client deployed() {
        World.Client admin = world.client();
        world.deploy(admin, "store@1");
        world.deploy(admin, "probe@1");
        return world.client();
    }

    private void assertServes() {
        assertEquals(Optional.empty(), world.kernel.status().problem());
        assertEquals(
                CallResult.Kind.OK,
                client.done("fine", "put", new Probe.Put("k", 1)).kind());
    }

    @Test
    void cutsALongRefusalBetweenCharacters() {
        CallResult refused = client.done("a", "say", new Hostile.Say("X", 2_001));
        assertTrue(refused.message().length() <= 1_024);
        assertServes();
    }

    @Test
    void boundsTheCodeOfARefusal() {
        CallResult refused = client.done("a", "say", new Hostile.Say("X".repeat(5_000), 3));
        assertTrue(refused.code().length() <= 64, refused.code());
        assertServes();
    }

    @Test
    void boundsWhatAWaitingCallIsRefusedWith() {
        World.Client waiting = world.client();
        waiting.call("a", "park", new Probe.Park(60_000));
        client.done("a", "refuse", new Hostile.Say("X".repeat(5_000), 20_000));
        CallResult refused = waiting.resultOf(1).orElseThrow();
        assertTrue(refused.code().length() <= 64);
        assertTrue(refused.message().length() <= 1_024);
        assertServes();
    }

    @Test
    void doesNotRunARecipesCodeToDescribeItsFailure() {
        assertEquals(
                "RECIPE_FAILED", client.done("a", "talk", new Probe.Nothing()).code());
        assertServes();
    }

    @Test
    void refusesATimerThatCouldNotBeReadBack() {
        client.done("a", "large-timer", new Probe.Big(LARGE));
        world.loop.advanceMillis(2_000);
        assertServes();
    }

    @Test
    void refusesATicketThatCouldNotBeReadBack() {
        client.call("a", "large-note", new Probe.Big(LARGE));
        world.loop.advanceMillis(2_000);
        assertServes();
    }

    @Test
    void refusesANestedCallOfANameThatNoClientMayUse() {
        for (int characters : new int[] {0, 10, 1_001}) {
            CallResult refused = client.done("a", "reach", new Hostile.Reach("store", characters));
            assertEquals("INVALID_REQUEST", refused.code(), characters + " characters");
        }
        assertEquals(
                CallResult.Kind.OK,
                client.done("a", "reach", new Hostile.Reach("store", 11)).kind());
        assertServes();
    }

    @Test
    void refusesCallsInACircle() {
        CallResult refused = client.done("x", "reach", new Hostile.Reach("probe", 1));
        assertEquals("CONFLICT", refused.code());
        assertServes();
    }

    @Test
    void refusesToAnswerACallInTheCommandThatParksIt() {
        CallResult refused =
                client.call("a", "park-and-wake", new Probe.Nothing()).orElseThrow();
        assertEquals("CONFLICT", refused.code());
        assertServes();
    }

    @Test
    void refusesToBindASessionThatIsOver() {
        World.Client gone = world.client();
        world.kernel.close(gone.id, gone);
        world.loop.settle();
        for (SessionId dead : List.of(gone.id, new SessionId(1_000_000))) {
            CallResult refused = client.done("a", "bind-to", new Hostile.BindTo(dead));
            assertEquals("SESSION_EXPIRED", refused.code());
        }
        assertServes();
    }

    @Test
    void answersWhatIsInTheLogWhenTheNodeStopsApplying() {
        World.Client other = world.client();
        Address address = new Address(World.NAMESPACE, "probe", "a");
        byte[] request = World.encode(new Probe.Nothing());
        world.kernel.call(client.id, client, new CallRequest(1, address, 1, "break-jvm", request, List.of()));
        world.log.holdNext(2);
        world.loop.settle();
        List<OpenResult> opened = new ArrayList<>();
        world.kernel.openSession(new OpenRequest(10_000, other.secret, "t", "t"), client, opened::add);
        world.loop.settle();
        world.log.commitHeld();
        world.loop.settle();
        assertTrue(world.kernel.status().problem().isPresent());
        assertEquals(1, opened.size());
        assertTrue(opened.get(0) instanceof OpenResult.Refused, opened.toString());
    }
}

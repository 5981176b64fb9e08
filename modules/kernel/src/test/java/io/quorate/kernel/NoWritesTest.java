package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.recipe.ErrorCode;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NoWritesTest {
    private final World world = World.withProbe();
    private final World.Client client = world.client();

    @Test
    void readsKeepAlivesAndEndsGoOn() {
        client.done("a", "put", new Probe.Put("k", 1));
        world.kernel.takeNoWrites(Optional.of(Problem.of(ErrorCode.OVERLOADED, "no room")));

        assertTrue(client.call("a", "put", new Probe.Put("k", 2)).isEmpty());
        assertEquals(List.of(new Problem("OVERLOADED", "no room")), client.refusals);
        assertEquals(1, world.row("a", "k"));
        client.keepAlive();
        assertEquals(1, client.refusals.size());

        world.kernel.takeNoWrites(Optional.empty());
        client.send(2, "a", "put", new Probe.Put("k", 2));
        assertEquals(2, world.row("a", "k"));

        world.kernel.takeNoWrites(Optional.of(Problem.of(ErrorCode.OVERLOADED, "no room")));
        world.kernel.close(client.id, client);
        world.loop.settle();
        assertEquals(1, client.ends.size());
    }
}

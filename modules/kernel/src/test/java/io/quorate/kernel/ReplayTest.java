package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.quorate.storage.MemoryStateStore;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReplayTest {
    @Test
    void replayingTheLogGivesTheSameChain() {
        World world = World.withProbe();
        churn(world, 7);
        long chain = world.kernel.status().chain();
        long revision = world.kernel.status().revision();
        world.store = new MemoryStateStore();
        world.restart(false);
        assertEquals(revision, world.kernel.status().revision());
        assertEquals(chain, world.kernel.status().chain());
    }

    @Test
    void differentHistoriesHaveDifferentChains() {
        World one = World.withProbe();
        World other = World.withProbe();
        one.client().done("a", "put", new Probe.Put("k", 1));
        other.client().done("a", "put", new Probe.Put("k", 2));
        assertNotEquals(one.kernel.status().chain(), other.kernel.status().chain());
    }

    private static void churn(World world, long seed) {
        Random random = new Random(seed);
        World.Client[] clients = {world.client(60_000), world.client(60_000), world.client(60_000)};
        for (int i = 0; i < 300; i++) {
            World.Client client = clients[random.nextInt(clients.length)];
            String instance = "i" + random.nextInt(5);
            switch (random.nextInt(6)) {
                case 0 -> client.call(instance, "park", new Probe.Park(1 + random.nextInt(5_000)));
                case 1 -> client.call(instance, "wake", new Probe.Wake(i));
                case 2 -> client.call(instance, "set-timer", new Probe.SetTimer(i, 1 + random.nextInt(3_000), false));
                case 3 -> client.call(instance, "put-and-fail", new Probe.Put("k", i));
                case 4 -> client.call(instance, "bind", new Probe.Bound(random.nextBoolean(), false));
                default -> client.call(instance, "put", new Probe.Put("k" + random.nextInt(4), i));
            }
            world.loop.advanceMillis(random.nextInt(100));
        }
        world.kernel.close(clients[0].id, clients[0]);
        world.loop.advanceMillis(1_000);
    }
}

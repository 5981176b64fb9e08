package io.quorate.kernel;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.kernel.state.Keys;
import io.quorate.recipe.system.SystemCommand;
import io.quorate.recipe.system.SystemCommand.ClusterConfigured;
import io.quorate.recipe.system.SystemCommand.ConfigureCluster;
import io.quorate.recipe.system.SystemQuery;
import io.quorate.storage.MemoryStateStore;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The configuration that all members share is state: changed by commands, in force from the next revision on. */
class ConfigurationTest {
    private final World world = World.withProbe();
    private final World.Client admin = world.client(60_000);

    private CallResult set(ClusterKey key, String value) {
        return admin.system(new ConfigureCluster(key.key(), Optional.of(value), 0));
    }

    private CallResult unset(ClusterKey key) {
        return admin.system(new ConfigureCluster(key.key(), Optional.empty(), 0));
    }

    private static ClusterConfigured configured(CallResult result) {
        assertEquals(CallResult.Kind.OK, result.kind(), result.message());
        return World.decode(ClusterConfigured.class, result.body());
    }

    private static void assertRefused(String code, String message, CallResult result) {
        assertEquals(code + ": " + message, result.code() + ": " + result.message());
    }

    private SystemQuery.Configuration asked() {
        return world.system(new SystemQuery.ClusterConfiguration(), SystemQuery.Configuration.class);
    }

    private SystemQuery.ConfigurationKey asked(ClusterKey key) {
        return asked().keys().stream()
                .filter(each -> each.key().equals(key.key()))
                .findFirst()
                .orElseThrow();
    }

    private long ttlOf(World.Client client) {
        byte[] row = world.store.get(Keys.session(client.id));
        return io.quorate.kernel.state.SessionRow.decode(row).ttlMillis();
    }

    @Test
    void tellsOldAndNewValueAndCountsItsChanges() {
        assertEquals(
                new ClusterConfigured("session.max-ttl", 300_000, 60_000, "ms", 1),
                configured(set(ClusterKey.MAX_TTL, "1 min")));
        assertEquals(
                new ClusterConfigured("session.max-ttl", 60_000, 90_000, "ms", 2),
                configured(set(ClusterKey.MAX_TTL, "90s")));
        assertEquals(
                new ClusterConfigured("reply.max-size", 16_384, 32_768, "B", 3),
                configured(set(ClusterKey.MAX_REPLY_BYTES, "32KiB")));
        assertEquals(
                new ClusterConfigured("session.max-ttl", 90_000, 300_000, "ms", 4),
                configured(unset(ClusterKey.MAX_TTL)));
        assertEquals(4, asked().version());
        assertEquals(
                List.of(ClusterKey.MAX_REPLY_BYTES.key()),
                asked().keys().stream()
                        .filter(SystemQuery.ConfigurationKey::set)
                        .map(SystemQuery.ConfigurationKey::key)
                        .toList());
        assertEquals(32_768, asked(ClusterKey.MAX_REPLY_BYTES).value());
        assertEquals(16_384, asked(ClusterKey.MAX_REPLY_BYTES).defaultValue());
    }

    @Test
    void namesWhatWasMeantAndWhatIsAllowed() {
        assertRefused(
                "NOT_FOUND",
                "there is no key 'session.max-tll'; did you mean 'session.max-ttl'?",
                admin.system(new ConfigureCluster("session.max-tll", Optional.of("1 min"), 0)));
        assertRefused(
                "NOT_FOUND",
                "there is no key 'colour': `quorate cluster config get` lists all keys",
                admin.system(new ConfigureCluster("colour", Optional.of("red"), 0)));
        String ttl = "is no value of session.max-ttl; allowed is from 1 s to 1 d, with its unit (ms, s, min, h, d)";
        for (String wrong : List.of("2 d", "10", "64 KiB", "-1 s", "", "soon")) {
            assertRefused("INVALID_REQUEST", "'" + wrong + "' " + ttl, set(ClusterKey.MAX_TTL, wrong));
        }
        assertRefused(
                "INVALID_REQUEST",
                "'0' is no value of instance.max-waiters; allowed is a number from 1 to 1000000",
                set(ClusterKey.MAX_WAITERS, "0"));
        String tooLong = "x".repeat(100_000);
        assertTrue(set(ClusterKey.MAX_TTL, tooLong).message().length() < 500);
        assertTrue(admin.system(new ConfigureCluster(tooLong, Optional.empty(), 0))
                        .message()
                        .length()
                < 500);
        assertEquals(0, asked().version());
    }

    @Test
    void refusesBoundsThatCross() {
        configured(set(ClusterKey.MAX_TTL, "10 s"));
        String crossed = "session.min-ttl would be 60000 ms, above session.max-ttl, which would be 10000 ms";
        assertRefused("INVALID_REQUEST", crossed, set(ClusterKey.MIN_TTL, "1 min"));
        configured(unset(ClusterKey.MAX_TTL));
        configured(set(ClusterKey.MIN_TTL, "1 min"));
        assertRefused("INVALID_REQUEST", crossed, set(ClusterKey.MAX_TTL, "10 s"));
    }

    @Test
    void leavesRoomForTheSessionThatUndoesIt() {
        world.client();
        world.client();
        assertRefused(
                "CONFLICT",
                "there are 3 sessions now, and session.max-count must be more: it would be 3",
                set(ClusterKey.MAX_SESSIONS, "3"));
        configured(set(ClusterKey.MAX_SESSIONS, "4"));
        assertTrue(world.client().refusals.isEmpty());
        assertEquals("OVERLOADED", world.client().refusals.get(0).code());
    }

    @Test
    void refusesAChangeOfAVersionThatIsNoMore() {
        configured(set(ClusterKey.MAX_WAITERS, "5"));
        ConfigureCluster late = new ConfigureCluster(ClusterKey.MAX_WAITERS.key(), Optional.of("6"), 7);
        assertEquals("CONFLICT", admin.system(late).code());
        ConfigureCluster current = new ConfigureCluster(ClusterKey.MAX_WAITERS.key(), Optional.of("6"), 1);
        assertEquals(2, configured(admin.system(current)).version());
    }

    @Test
    void sessionsThatExistKeepTheirTimeToLiveAndNewOnesGetNoMoreThanTheNewMaximum() {
        World.Client before = world.client(200_000);
        configured(set(ClusterKey.MAX_TTL, "20 s"));
        World.Client after = world.client(200_000);
        assertEquals(200_000, ttlOf(before));
        assertEquals(20_000, ttlOf(after));
        assertEquals(20_000, world.kernel.status().limits().of(ClusterKey.MAX_TTL), "what clients are told");
        world.loop.advanceMillis(40_000);
        assertTrue(before.ends.isEmpty());
        assertEquals(1, after.ends.size());
        configured(set(ClusterKey.MIN_TTL, "15 s"));
        assertEquals(15_000, ttlOf(world.client(1)));
    }

    @Test
    void holdsForTheNextCommandOfTheSameEntry() {
        World.Client client = world.client(60_000);
        ConfigureCluster noWaiters = new ConfigureCluster(ClusterKey.MAX_WAITERS.key(), Optional.of("1"), 0);
        int entries = world.log.entries().size();
        Address system = new Address(World.NAMESPACE, SystemCommand.RECIPE, "");
        Address probe = new Address(World.NAMESPACE, "probe", "a");
        client.call("a", "park", new Probe.Park(50_000));
        world.kernel.call(
                client.id, client, new CallRequest(2, system, 1, noWaiters.call(), World.encode(noWaiters), List.of()));
        world.kernel.call(
                client.id,
                client,
                new CallRequest(3, probe, 1, "park", World.encode(new Probe.Park(50_000)), List.of()));
        world.loop.settle();
        assertTrue(world.log.entries().size() <= entries + 3);
        assertEquals("OVERLOADED", client.resultOf(3).orElseThrow().code());
    }

    @Test
    void aLimitThatSinksBelowWhatThereIsBreaksNothing() {
        World.Client client = world.client(60_000);
        for (int i = 0; i < 40; i++) {
            client.call("a", "park", new Probe.Park(50_000));
        }
        configured(set(ClusterKey.MAX_WAITERS, "1"));
        configured(set(ClusterKey.MAX_PARKED, "1"));
        configured(set(ClusterKey.MAX_UNACKNOWLEDGED, "16"));
        world.kernel.close(client.id, client);
        world.loop.advanceMillis(1_000);
        byte[] instance = world.store.get(Keys.instance(new Address(World.NAMESPACE, "probe", "a")));
        assertEquals(null, instance, "all calls that waited went with their session, and the instance with them");
    }

    @Test
    void isReadFromTheStateAtAStartAndReplayedAlike() {
        configured(set(ClusterKey.MAX_TTL, "20 s"));
        long before = ttlOf(world.client(200_000));
        configured(unset(ClusterKey.MAX_TTL));
        configured(set(ClusterKey.MIN_TTL, "30 s"));
        world.client(1);
        long chain = world.kernel.status().chain();
        byte[] row = world.store.get(Keys.configuration());
        world.store.flush();
        world.restart(false);
        assertEquals(30_000, world.kernel.status().limits().of(ClusterKey.MIN_TTL));
        assertEquals(chain, world.kernel.status().chain());
        world.store = new MemoryStateStore();
        world.restart(false);
        assertEquals(chain, world.kernel.status().chain());
        assertArrayEquals(row, world.store.get(Keys.configuration()));
        assertEquals(20_000, before);
    }
}

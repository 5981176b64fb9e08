package io.quorate.client.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.protocol.ClientMessage;
import io.quorate.protocol.ServerMessage;
import io.quorate.recipe.client.CallOutcome;
import io.quorate.recipe.client.QuorateException;
import io.quorate.recipe.client.SessionState;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A core against a whole model of a server over a network that delays, breaks and stalls, all from one seed: whatever
 * happens, each call ends once and in time, what it says of its effect is true, and nothing is left behind. Effects of a
 * session that was lost are the end of that session to undo.
 */
class ChaosTest {
    private static final int SEEDS_PER_LEVEL = 30;
    private static final long STORM_MILLIS = 6_000;
    private static final long CALM_MILLIS = 30_000;

    /** One call of the application. */
    private static final class Asked implements Completion {
        final String text;
        final long deadlineMillis;
        long id;
        Optional<QuorateException> failure = Optional.empty();
        boolean replied;
        boolean cancelled;

        Asked(String text, long deadlineMillis) {
            this.text = text;
            this.deadlineMillis = deadlineMillis;
        }

        boolean ended() {
            return replied || failure.isPresent();
        }

        @Override
        public void replied(long revision, byte[] body) {
            assertFalse(ended(), text + " ended twice");
            assertEquals(text, new String(body, StandardCharsets.US_ASCII));
            replied = true;
        }

        @Override
        public void failed(QuorateException why) {
            assertFalse(ended(), text + " ended twice");
            failure = Optional.of(why);
        }
    }

    private record Parcel(long atMillis, Runnable delivery) {}

    /** The world around one core. */
    private static final class World implements Transport, CoreListener {
        final Random random;
        final ModelServer server;
        final ClientCore core;
        final List<Asked> calls = new ArrayList<>();
        final List<Parcel> parcels = new ArrayList<>();
        final Set<String> taken = new HashSet<>();
        SessionStatus session = SessionStatus.NONE;
        boolean lost;
        boolean closed;
        double breaks;
        long millis;
        int connection;

        World(long seed) {
            random = new Random(seed);
            server = new ModelServer(random);
            core = new ClientCore(
                    new CoreOptions(List.of("a:1", "b:1"), "chaos", Script.TTL_MILLIS, new byte[0]),
                    this,
                    new Random(seed + 1),
                    this);
            core.start(now());
        }

        Moment now() {
            return new Moment(millis * 1_000_000, 1_700_000_000_000L + millis);
        }

        private void later(Runnable delivery) {
            long earliest =
                    parcels.isEmpty() ? millis : parcels.get(parcels.size() - 1).atMillis();
            parcels.add(new Parcel(Math.max(earliest, millis + random.nextInt(6)), delivery));
        }

        @Override
        public void connect(String endpoint) {
            connection++;
            int mine = connection;
            boolean works = random.nextDouble() >= breaks;
            later(() -> {
                if (mine == connection) {
                    if (works) {
                        core.connected(now());
                    } else {
                        core.disconnected(now(), "refused");
                    }
                }
            });
        }

        @Override
        public void send(ClientMessage message) {
            int mine = connection;
            later(() -> {
                if (mine == connection) {
                    server.received(message, millis, toClient(mine));
                }
            });
        }

        private Consumer<ServerMessage> toClient(int mine) {
            return message -> later(() -> {
                if (mine == connection) {
                    core.received(now(), message);
                }
            });
        }

        @Override
        public void disconnect() {
            connection++;
        }

        void step() {
            millis++;
            if (random.nextDouble() < breaks / 20) {
                connection++;
                core.disconnected(now(), "reset");
            }
            if (millis % 10 == 0) {
                server.pass(millis, toClient(connection));
            }
            while (!parcels.isEmpty() && parcels.get(0).atMillis() <= millis) {
                parcels.remove(0).delivery().run();
            }
            if (core.nextWakeNanos() <= now().nanos()) {
                core.tick(now());
            }
            boolean believed = session.state() == SessionState.READY || session.state() == SessionState.SUSPECT;
            assertTrue(!believed || server.knows(session.id().orElseThrow().value()), "the server was first to forget");
            for (Asked call : calls) {
                assertTrue(
                        call.ended() || call.cancelled || millis <= call.deadlineMillis,
                        () -> call.text + " is open after its deadline");
            }
        }

        void ask() {
            Asked call = new Asked("call-" + calls.size() + "-" + millis, millis + 200 + random.nextInt(5_000));
            calls.add(call);
            CallRequest request = new CallRequest(Script.TARGET, call.text, new byte[0]);
            call.id = core.call(now(), request, call.deadlineMillis * 1_000_000, call);
        }

        /** Takes replies, and now and then gives a call up, replied or not. */
        void attend() {
            for (Asked call : calls) {
                if (!call.cancelled && call.failure.isEmpty() && random.nextInt(200) == 0) {
                    call.cancelled = true;
                    core.cancel(now(), call.id);
                } else if (call.replied && !call.cancelled && random.nextInt(3) == 0) {
                    taken.add(call.text);
                    core.taken(now(), call.id);
                }
            }
            calls.removeIf(call -> taken.contains(call.text));
        }

        @Override
        public void welcomed() {}

        @Override
        public void refused(QuorateException refusal) {}

        @Override
        public void session(SessionStatus status) {
            session = status;
            lost |= status.state() == SessionState.LOST;
        }

        @Override
        public void closed() {
            closed = true;
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.02, 0.2})
    void whateverHappensCallsEndTrulyAndNothingIsLeftBehind(double trouble) {
        for (long seed = 1; seed <= SEEDS_PER_LEVEL; seed++) {
            run(seed, trouble);
        }
    }

    private static void run(long seed, double trouble) {
        World world = new World(seed);
        world.breaks = trouble;
        world.server.refuse = trouble;
        while (world.millis < STORM_MILLIS) {
            if (world.random.nextInt(10) == 0) {
                world.ask();
            }
            world.attend();
            world.step();
        }
        if (seed % 3 == 0) {
            outage(world);
        }
        world.breaks = 0;
        world.server.refuse = 0;
        for (long end = world.millis + CALM_MILLIS; world.millis < end; ) {
            world.attend();
            world.step();
        }
        check(seed, world);
    }

    /** No server is reached for longer than a session lives. */
    private static void outage(World world) {
        world.breaks = 1;
        for (long end = world.millis + 3 * Script.TTL_MILLIS / 2; world.millis < end; ) {
            world.attend();
            world.step();
        }
    }

    private static void check(long seed, World world) {
        ModelServer server = world.server;
        String run = "seed " + seed + ": ";
        assertEquals(new HashSet<>(server.applied).size(), server.applied.size(), run + "applied twice");
        assertTrue(server.effects.containsAll(world.taken), run + "a reply without effect");
        for (Asked call : world.calls) {
            call.failure
                    .filter(failure -> failure.outcome() == CallOutcome.NOT_APPLIED)
                    .ifPresent(failure ->
                            assertFalse(server.effects.contains(call.text), run + call.text + " " + failure.code()));
            if (call.cancelled && !world.lost) {
                assertFalse(server.effects.contains(call.text), run + call.text + " was not taken back");
            }
            call.failure
                    .filter(failure -> failure.code().equals("DEADLINE_EXCEEDED") && !world.lost)
                    .ifPresent(failure ->
                            assertFalse(server.effects.contains(call.text), run + call.text + " was not taken back"));
        }
        assertEquals(0, server.parkedCalls(), run + "calls that wait for nobody");
        assertEquals(0, server.storedResults(), run + "results that nobody acknowledged");
        world.core.close(world.now(), (world.millis + 2_000) * 1_000_000);
        for (int i = 0; i < 2_000 && !world.closed; i++) {
            world.step();
        }
        assertTrue(world.closed, run + "not closed");
        assertEquals(0, server.openSessions(), run + "a session left open");
    }
}

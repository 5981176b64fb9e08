package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Anything in any order, from a seed: messages lost, repeated and late, members that crash, disks that lag, clocks that jump,
 * changes of members; then everything heals and must come to an end. {@code -Dseeds} and {@code -Dseed.first} choose.
 */
class FuzzTest {
    private static final int DEFAULT_SEEDS = 200;
    private static final int STEPS = 6_000;

    @Test
    void everySeedIsSafeAndEndsWell() {
        int seeds = Integer.getInteger("seeds", DEFAULT_SEEDS);
        long first = Long.getLong("seed.first", 1);
        long commands = 0;
        for (long seed = first; seed < first + seeds; seed++) {
            try {
                commands += run(seed);
            } catch (AssertionError | RuntimeException broken) {
                throw new AssertionError("seed " + seed + ": " + broken.getMessage(), broken);
            }
        }
        assertTrue(commands > 10L * seeds, "only " + commands + " commands were committed");
    }

    private static int run(long seed) {
        Group group = new Group(seed, seed % 4 == 0 ? 5 : 3);
        Weather weather = Weather.values()[Math.floorMod(seed, Weather.values().length)];
        for (int step = 0; step < STEPS; step++) {
            happen(group, weather);
        }
        group.heal();
        group.all().forEach(FuzzTest::start);
        group.elapse(3_000);
        endsWell(group);
        return group.commands().size();
    }

    private static void endsWell(Group group) {
        Host leader = group.lead();
        long id = group.propose(leader, "last");
        group.elapse(1_000);
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
        RaftStatus status = leader.raft.orElseThrow().status();
        for (int member : status.configuration().orElseThrow().members()) {
            assertEquals(leader.applied, group.host(member).applied, "node " + member + " is not up to date");
        }
        for (Host host : group.all()) {
            assertTrue(host.writing.isEmpty() && host.reading.isEmpty(), "something is left to do");
        }
    }

    /** What may happen, and how often while the weather is calm, when leaders fall, and when nothing is sure. */
    private enum Event {
        MESSAGE(900, 700, 500),
        WRITE(400, 150, 150),
        READ(60, 60, 60),
        INSTALL(20, 20, 20),
        TICK(320, 320, 320),
        SLEEP(1, 8, 15),
        PROPOSE(150, 100, 80),
        ASK(60, 60, 60),
        FLUSH(20, 20, 20),
        CRASH(4, 4, 20),
        START(20, 30, 60),
        TRANSFER(4, 4, 4),
        RECONFIGURE(4, 2, 4),
        CUT(2, 4, 6),
        CUT_LEADER(0, 12, 4),
        HEAL(10, 12, 10);

        private final int calm;
        private final int stormy;
        private final int wild;

        Event(int calm, int stormy, int wild) {
            this.calm = calm;
            this.stormy = stormy;
            this.wild = wild;
        }

        private int weight(Weather weather) {
            return switch (weather) {
                case CALM -> calm;
                case STORMY -> stormy;
                case WILD -> wild;
            };
        }
    }

    private enum Weather {
        CALM,
        STORMY,
        WILD
    }

    private static Event next(Group group, Weather weather) {
        int sum = 0;
        for (Event event : Event.values()) {
            sum += event.weight(weather);
        }
        int dice = group.random.nextInt(sum);
        for (Event event : Event.values()) {
            dice -= event.weight(weather);
            if (dice < 0) {
                return event;
            }
        }
        throw new IllegalStateException("weights do not add up");
    }

    private static void happen(Group group, Weather weather) {
        Host host = any(group, new ArrayList<>(group.all()));
        Host leader = group.leader().orElse(host);
        switch (next(group, weather)) {
            case MESSAGE -> message(group);
            case WRITE -> host.write();
            case READ -> host.read();
            case INSTALL -> host.install();
            case TICK -> elapse(host, group.random.nextInt(40));
            case SLEEP -> elapse(host, group.random.nextInt(3_000));
            case PROPOSE -> group.propose(believer(group, host), "c" + group.random.nextInt(1_000_000));
            case ASK -> group.read(group.random.nextBoolean() ? host : believer(group, host));
            case FLUSH -> flush(group, host);
            case CRASH -> host.crash();
            case START -> start(host);
            case TRANSFER -> group.transfer(leader, 1 + group.random.nextInt(5));
            case RECONFIGURE -> reconfigure(group, leader);
            case CUT -> group.cutOff(host.id);
            case CUT_LEADER -> group.cutOff(leader.id);
            case HEAL -> group.heal();
        }
    }

    private static void elapse(Host host, int time) {
        host.now += time;
        host.take(new Input.Tick(host.now));
    }

    private static void flush(Group group, Host host) {
        if (group.random.nextBoolean()) {
            host.flush();
        } else {
            host.appliedDurably = host.applied;
        }
    }

    private static void start(Host host) {
        if (host.raft.isEmpty()) {
            host.start();
        }
    }

    /** Any of those that believe to lead; there may be several. */
    private static Host believer(Group group, Host otherwise) {
        List<Host> believers = group.all().stream().filter(Host::leads).toList();
        return believers.isEmpty() ? otherwise : any(group, believers);
    }

    private static void message(Group group) {
        if (group.wire.isEmpty()) {
            return;
        }
        // Mostly the oldest, so that something gets done; now and then any.
        int index = group.random.nextInt(4) == 0 ? group.random.nextInt(group.wire.size()) : 0;
        Message message = group.wire.get(index);
        int fate = group.random.nextInt(100);
        if (fate >= 3) {
            group.wire.remove(index);
        }
        if (fate >= 8) {
            group.deliver(message);
        }
    }

    /** Any subset of up to five nodes as voters, the others partly as learners; new nodes start empty. */
    private static void reconfigure(Group group, Host leader) {
        TreeSet<Integer> voters = new TreeSet<>();
        TreeSet<Integer> learners = new TreeSet<>();
        for (int node = 1; node <= 6; node++) {
            int fate = group.random.nextInt(10);
            if (fate < 6) {
                voters.add(node);
            } else if (fate < 8) {
                learners.add(node);
            }
            if (fate < 8 && !group.hosts.containsKey(node)) {
                group.add(node).start();
            }
        }
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    private static Host any(Group group, List<Host> from) {
        return from.get(group.random.nextInt(from.size()));
    }
}

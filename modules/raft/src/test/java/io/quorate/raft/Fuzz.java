package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.function.Predicate;

/**
 * Anything in any order, from a seed: messages lost, repeated and late, members that crash, disks that lag, clocks that jump,
 * changes of members; then everything heals and must come to an end.
 */
final class Fuzz {
    private static final int STEPS = 5_000;

    /** Of so many messages one arrives at a time. */
    private static final int BACKLOG = 16;

    /** Just short of what a member takes for a sleep of its own; three of it are longer than any patience. */
    private static final int LONG_TICK = 290;

    /** Voters at the beginning. */
    private static final int[] FOUNDERS = {3, 5, 3, 4, 1, 5, 4, 2};

    /** A message has one entry, and little is kept in memory. */
    private static final RaftSettings ONE_BY_ONE = new RaftSettings(50, 300, 600, 1, 300, 100, 500, 8);

    private Fuzz() {}

    /**
     * Runs one seed.
     *
     * @return how many commands were committed
     * @throws AssertionError when a rule was broken, also out of the members themselves
     */
    static int run(long seed) {
        SplittableRandom shape = new SplittableRandom(seed);
        Event.Weather weather = Event.Weather.of(seed);
        Group group = new Group(
                seed,
                FOUNDERS[shape.nextInt(FOUNDERS.length)],
                shape.nextInt(3),
                shape.nextBoolean() ? Host.SETTINGS : ONE_BY_ONE);
        boolean restless = shape.nextBoolean();
        group.safety.looksAtDisks = true;
        for (int step = 0; step < STEPS; step++) {
            happen(group, weather, restless);
        }
        heal(group);
        group.all().forEach(Fuzz::start);
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
            assertEquals(
                    status.configuration(),
                    group.host(member).status().configuration(),
                    "node " + member + " knows other members");
        }
        assertTrue(status.configuration().orElseThrow().isVoter(leader.id), "the leader has no vote");
        group.safety.everyRequestWasAnswered();
        for (Host host : group.all()) {
            assertTrue(host.writing.isEmpty() && host.reading.isEmpty(), "something is left to do");
        }
    }

    private static void happen(Group group, Event.Weather weather, boolean restless) {
        List<Host> awake = group.all().stream().filter(each -> !each.paused).toList();
        if (awake.isEmpty()) {
            heal(group);
            return;
        }
        Host host = any(group, awake);
        Host leader = among(group, host, Host::leads);
        Event event = Event.next(group.random, weather);
        if (!restless && event.changesMembers()) {
            return;
        }
        switch (event) {
            case MESSAGE -> messages(group);
            case WRITE -> write(among(group, host, each -> !each.writing.isEmpty() && !each.stuck));
            case READ -> among(group, host, each -> !each.reading.isEmpty()).read();
            case INSTALL ->
                among(group, host, each -> each.installing.isPresent()).install();
            case TICK -> elapse(host, group.random.nextInt(weather.longestTick));
            case SLEEP -> elapse(host, group.random.nextInt(3_000));
            case RIVALS -> rivals(group);
            case SILENCE -> silence(group);
            case PAUSE -> leader.paused = leader.leads();
            case STUCK_DISK -> host.stuck = true;
            case STOP_LEADERS_CLOCK -> leader.stopped = leader.leads();
            case PROPOSE -> propose(group, believer(group, host));
            case ASK -> group.read(group.random.nextInt(4) == 0 ? host : believer(group, host));
            case FLUSH -> flush(group, host);
            case CRASH -> host.crash();
            case RESTART -> restart(group, host);
            case START -> start(among(group, host, each -> each.raft.isEmpty()));
            case TRANSFER -> group.transfer(leader, 1 + group.random.nextInt(5));
            case RECONFIGURE -> reconfigure(group, believer(group, host));
            case ADD_OR_REMOVE -> addOrRemove(group, believer(group, host));
            case CUT -> cut(group, host);
            case CUT_LEADER -> cutLeader(group, leader);
            case STRAY -> stray(group);
            case HEAL -> heal(group);
        }
    }

    private static void elapse(Host host, int time) {
        if (!host.stopped && !host.paused) {
            host.now += time;
            host.take(new Input.Tick(host.now));
        }
    }

    /** Two members lose patience at the same moment. */
    private static void rivals(Group group) {
        List<Host> all = new ArrayList<>(group.all());
        List<Host> rivals = List.of(any(group, all), any(group, all));
        for (int step = 0; step < 3; step++) {
            rivals.forEach(rival -> elapse(rival, LONG_TICK));
        }
    }

    /** Time goes on for all, and nothing arrives: nobody is sure of the leader any more, and mostly one wants to lead first. */
    private static void silence(Group group) {
        for (Host host : group.all()) {
            elapse(host, LONG_TICK);
            elapse(host, group.random.nextInt(LONG_TICK / 5));
        }
        elapse(any(group, new ArrayList<>(group.all())), LONG_TICK);
    }

    private static void propose(Group group, Host host) {
        for (int commands = 1 + group.random.nextInt(3); commands > 0; commands--) {
            group.propose(host, "c" + group.random.nextInt(1_000_000));
        }
    }

    /** A power cut of a moment, mostly of a member that has promised and not written yet. */
    private static void restart(Group group, Host host) {
        Host victim = among(group, host, each -> !each.writing.isEmpty());
        victim.crash();
        victim.start();
    }

    /** Instead of an earlier cut: in one direction, or from everybody, or the group falls in two. */
    private static void cut(Group group, Host host) {
        group.heal();
        switch (group.random.nextInt(4)) {
            case 0 -> group.lose(message -> message.from() == host.id);
            case 1 -> group.lose(message -> message.to() == host.id);
            case 2 -> group.cutOff(host.id);
            default -> split(group, host);
        }
    }

    private static void split(Group group, Host host) {
        TreeSet<Integer> side = new TreeSet<>(group.hosts.keySet());
        side.removeIf(node -> node != host.id && group.random.nextBoolean());
        group.lose(message -> side.contains(message.from()) != side.contains(message.to()));
    }

    /** The only one. The others soon want another one; by a clock that stands still it does not notice. */
    private static void cutLeader(Group group, Host leader) {
        if (group.all().stream().filter(Host::leads).count() != 1) {
            return;
        }
        group.heal();
        if (group.random.nextInt(3) == 0) {
            group.cutOff(leader.id);
        } else {
            split(group, leader);
        }
        leader.stopped = group.random.nextInt(3) > 0;
        silence(group);
    }

    private static void heal(Group group) {
        group.heal();
        group.all().forEach(host -> {
            host.stopped = false;
            host.stuck = false;
            host.paused = false;
        });
        group.wire.addAll(0, group.waiting);
        group.waiting.clear();
    }

    private static void write(Host host) {
        if (!host.stuck) {
            host.write();
        }
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
        return among(group, otherwise, Host::leads);
    }

    private static Host among(Group group, Host otherwise, Predicate<Host> wanted) {
        List<Host> those = group.all().stream()
                .filter(each -> !each.paused && wanted.test(each))
                .toList();
        return those.isEmpty() ? otherwise : any(group, those);
    }

    /** The more wait, the more arrive, so that lateness has a bound. */
    private static void messages(Group group) {
        for (int messages = (group.wire.size() + BACKLOG - 1) / BACKLOG; messages > 0; messages--) {
            message(group);
        }
    }

    private static void message(Group group) {
        // Mostly the oldest, so that something gets done; now and then any.
        int index = group.random.nextInt(4) == 0 ? group.random.nextInt(group.wire.size()) : 0;
        Message message = group.wire.get(index);
        group.wire.remove(index);
        Host receiver = group.host(message.to());
        if (receiver != null && receiver.paused) {
            group.waiting.add(message);
            return;
        }
        int fate = group.random.nextInt(100);
        if (fate < 8) {
            group.strays.add(message);
        }
        if (fate >= 4) {
            group.deliver(message);
        }
    }

    /** Something that was taken for lost, or that came already. */
    private static void stray(Group group) {
        if (!group.strays.isEmpty()) {
            group.wire.add(0, group.strays.remove(group.random.nextInt(group.strays.size())));
            message(group);
        }
    }

    /** Any of up to six nodes as voters, others as learners; or three voters, and all else learns; new nodes start empty. */
    private static void reconfigure(Group group, Host leader) {
        TreeSet<Integer> voters = new TreeSet<>();
        TreeSet<Integer> learners = new TreeSet<>();
        boolean three = group.random.nextBoolean();
        int voting = three ? 5 : 1 + group.random.nextInt(7);
        int learning = three ? 10 : voting + group.random.nextInt(5);
        for (int node = 1; node <= 6; node++) {
            int fate = group.random.nextInt(10);
            if (fate < voting && !(three && voters.size() == 3)) {
                voters.add(node);
            } else if (fate < learning) {
                learners.add(node);
            }
            if (fate < learning && !group.hosts.containsKey(node)) {
                group.add(node).start();
            }
        }
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    /** One node more or less, or one that changes sides. */
    private static void addOrRemove(Group group, Host leader) {
        Optional<Configuration> now = leader.raft.flatMap(up -> up.status().configuration());
        if (now.isEmpty()) {
            return;
        }
        TreeSet<Integer> voters = new TreeSet<>(now.get().voters());
        TreeSet<Integer> learners = new TreeSet<>(now.get().learners());
        int node = 1 + group.random.nextInt(6);
        boolean was = voters.remove(node);
        learners.remove(node);
        if (!was && group.random.nextInt(3) > 0) {
            voters.add(node);
        } else if (!was || group.random.nextBoolean()) {
            learners.add(node);
        }
        if (!group.hosts.containsKey(node)) {
            group.add(node).start();
        }
        if (!voters.isEmpty()) {
            group.reconfigure(leader, Configuration.of(voters, learners));
        }
    }

    private static Host any(Group group, List<Host> from) {
        return from.get(group.random.nextInt(from.size()));
    }
}

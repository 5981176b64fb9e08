package io.quorate.raft;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.Predicate;

/**
 * Anything in any order, from a seed: messages lost, repeated and late, members that crash, disks that lag, clocks that jump,
 * changes of members; then everything heals and must come to an end.
 */
final class Fuzz {
    private static final int STEPS = 11_000;

    /** Of so many messages one arrives at a time. */
    private static final int BACKLOG = 16;

    /** Just short of what a member takes for a sleep of its own; three of it are longer than any patience. */
    private static final int LONG_TICK = 290;

    /** Voters at the beginning. */
    private static final int[] FOUNDERS = {3, 5, 4, 4, 1, 5, 4, 2};

    /** A message has one entry, and little is kept in memory. */
    private static final RaftSettings ONE_BY_ONE = new RaftSettings(50, 300, 600, 1, 300, 100, 500, 8);

    /** What waits for a leader while there is none. */
    private static final List<Event> PATIENT = List.of(Event.PROPOSE, Event.ASK, Event.ADD_OR_REMOVE);

    private final Weather weather;
    private final Group group;
    private final MemberChanges members;
    private final Partitions partitions;

    private int step;

    /** Before this step no other cut takes the place of the one that is there, and nothing heals. */
    private int cutUntil;

    /** Terms in which a member was seen to lead. */
    private final Set<Long> reigns = new HashSet<>();

    private Fuzz(long seed) {
        SplittableRandom shape = new SplittableRandom(seed);
        weather = Weather.of(shape);
        group = new Group(
                seed,
                FOUNDERS[shape.nextInt(FOUNDERS.length)],
                shape.nextInt(4),
                shape.nextBoolean() ? Host.SETTINGS : ONE_BY_ONE);
        group.transcribes = false;
        group.safety.looksAtDisks = true;
        members = new MemberChanges(group);
        partitions = new Partitions(group);
    }

    /**
     * Runs one seed.
     *
     * @return how many commands were committed
     * @throws AssertionError when a rule was broken, also out of the members themselves
     */
    static int run(long seed) {
        return new Fuzz(seed).run();
    }

    private int run() {
        for (step = 0; step < STEPS; step++) {
            happen();
            group.all().stream().filter(Host::leads).toList().forEach(this::welcome);
        }
        heal();
        group.all().forEach(this::start);
        group.elapse(3_000);
        endsWell();
        return group.commands().size();
    }

    private void endsWell() {
        Host leader = group.lead();
        long id = group.propose(leader, "last");
        group.elapse(1_000);
        assertInstanceOf(Output.Answer.Committed.class, group.answer(leader, id).orElseThrow());
        RaftStatus status = leader.status();
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

    private void happen() {
        List<Host> awake = group.all().stream().filter(each -> !each.paused).toList();
        if (awake.isEmpty()) {
            heal();
            return;
        }
        Host host = any(awake);
        Event event = weather.next(group.random);
        if (!(lasts() && event.isFault() && group.random.nextInt(4) > 0)) {
            happen(event, host, among(host, Host::leads));
        }
    }

    /** A new leader is asked at once for what others have refused. */
    private void welcome(Host leader) {
        if (reigns.add(leader.status().term()) && !leader.paused) {
            for (Event event : PATIENT) {
                if (weather.has(event) && group.random.nextInt(weather.patience) == 0) {
                    happen(event, leader, leader);
                }
            }
        }
    }

    /** The leader is any of those that believe to lead; there may be several, or none. */
    private void happen(Event event, Host host, Host leader) {
        switch (event) {
            case MESSAGE -> messages();
            case WRITE -> write(among(host, each -> !each.writing.isEmpty() && !each.stuck));
            case READ -> among(host, each -> !each.reading.isEmpty()).read();
            case INSTALL -> among(host, each -> each.installing.isPresent()).install();
            case TICK -> elapse(host, group.random.nextInt(weather.longestTick));
            case SLEEP -> elapse(host, group.random.nextInt(3_000));
            case RIVALS -> rivals();
            case SILENCE -> silence();
            case PAUSE -> leader.paused = leader.leads();
            case STUCK_DISK -> host.stuck = true;
            case STOP_LEADERS_CLOCK -> leader.stopped = leader.leads();
            case PROPOSE -> propose(leader);
            case ASK -> group.read(group.random.nextInt(4) == 0 ? host : leader);
            case FLUSH -> flush(host);
            case CRASH -> host.crash();
            case RESTART -> restart(host);
            case START -> start(among(host, each -> each.raft.isEmpty()));
            case TRANSFER -> group.transfer(leader, 1 + group.random.nextInt(5));
            case RECONFIGURE -> members.reconfigure(leader);
            case ADD_OR_REMOVE -> members.addOrRemove(leader);
            case REPLACE_SILENT -> members.replaceSilent(leader);
            case STRAY -> stray();
            case CUT -> {
                if (!lasts()) {
                    partitions.cut(host);
                }
            }
            case CUT_LEADER -> {
                if (!lasts()) {
                    cutLeader(leader);
                }
            }
            case HEAL -> healInPart(host);
        }
    }

    private boolean lasts() {
        return step < cutUntil;
    }

    /** The network stays as it is while a cut is to last, and the clock that it goes with; or another cut takes its place. */
    private void healInPart(Host host) {
        resume();
        if (!lasts()) {
            group.all().forEach(each -> each.stopped = false);
            if (weather.shifts && group.random.nextInt(4) > 0) {
                partitions.shift(host);
            } else {
                restore();
            }
        }
    }

    private void elapse(Host host, int time) {
        if (!host.stopped && !host.paused) {
            host.now += time;
            host.take(new Input.Tick(host.now));
        }
    }

    /** Two members lose patience at the same moment. */
    private void rivals() {
        List<Host> all = new ArrayList<>(group.all());
        List<Host> rivals = List.of(any(all), any(all));
        for (int step = 0; step < 3; step++) {
            rivals.forEach(rival -> elapse(rival, LONG_TICK));
        }
    }

    /** Time goes on for all, and nothing arrives: nobody is sure of the leader any more, and mostly one wants to lead first. */
    private void silence() {
        for (Host host : group.all()) {
            elapse(host, LONG_TICK);
            elapse(host, group.random.nextInt(LONG_TICK / 5));
        }
        elapse(any(new ArrayList<>(group.all())), LONG_TICK);
    }

    private void propose(Host host) {
        for (int commands = 1 + group.random.nextInt(3); commands > 0; commands--) {
            group.propose(host, "c" + group.random.nextInt(1_000_000));
        }
    }

    /** A power cut of a moment, mostly of a member that has promised and not written yet. */
    private void restart(Host host) {
        Host victim = among(host, each -> !each.writing.isEmpty());
        victim.crash();
        victim.start();
    }

    /** The only one. The others soon want another one; by a clock that stands still it does not notice. */
    private void cutLeader(Host leader) {
        if (leader.leads() && group.all().stream().filter(Host::leads).count() == 1) {
            partitions.cutLeader(leader);
            cutUntil = step + weather.cutLasts;
            leader.stopped = group.random.nextInt(3) > 0;
            silence();
        }
    }

    private void heal() {
        resume();
        group.all().forEach(host -> host.stopped = false);
        restore();
    }

    /** Whoever stood still goes on. */
    private void resume() {
        group.all().forEach(host -> {
            host.stuck = false;
            host.paused = false;
        });
        group.wire.addAll(0, group.waiting);
        group.waiting.clear();
    }

    /** All hear each other again. */
    private void restore() {
        group.heal();
        group.wire.addAll(0, group.held);
        group.held.clear();
    }

    /** Some of what waits for the disk, as one sync takes along what came while the last one ran. */
    private void write(Host host) {
        if (!host.stuck) {
            for (int writes = 1 + group.random.nextInt(1 + host.writing.size()); writes > 0; writes--) {
                host.write();
            }
        }
    }

    private void flush(Host host) {
        if (group.random.nextBoolean()) {
            host.flush();
        } else {
            host.appliedDurably = host.applied;
        }
    }

    private void start(Host host) {
        if (host.raft.isEmpty()) {
            host.start();
        }
    }

    private Host among(Host otherwise, Predicate<Host> wanted) {
        List<Host> those = group.all().stream()
                .filter(each -> !each.paused && wanted.test(each))
                .toList();
        return those.isEmpty() ? otherwise : any(those);
    }

    /** The more wait, the more arrive, so that lateness has a bound. */
    private void messages() {
        for (int messages = (group.wire.size() + BACKLOG - 1) / BACKLOG; messages > 0; messages--) {
            message();
        }
    }

    private void message() {
        // Mostly the oldest, so that something gets done; now and then any.
        int index = group.random.nextInt(4) == 0 ? group.random.nextInt(group.wire.size()) : 0;
        Message message = group.wire.get(index);
        group.wire.remove(index);
        Host receiver = group.host(message.to());
        if (receiver != null && receiver.paused) {
            group.waiting.add(message);
            return;
        }
        if (weather.holds && group.isCut(message) && group.random.nextBoolean()) {
            group.held.add(message);
            return;
        }
        if (weather.isOnBadLink(message) && group.random.nextBoolean()) {
            return;
        }
        int fate = group.random.nextInt(100);
        if (fate < weather.straying) {
            group.strays.add(message);
        }
        if (fate >= weather.straying / 2) {
            group.deliver(message);
        }
    }

    /** Something that was taken for lost, or that came already. */
    private void stray() {
        if (!group.strays.isEmpty()) {
            group.wire.add(0, group.strays.remove(group.random.nextInt(group.strays.size())));
            message();
        }
    }

    private Host any(List<Host> from) {
        return from.get(group.random.nextInt(from.size()));
    }
}

package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.itests.Crowd;
import io.quorate.itests.faults.LockNote.GivenBack;
import io.quorate.itests.faults.LockNote.Granted;
import io.quorate.itests.faults.LockNote.Refused;
import io.quorate.itests.faults.LockNote.Threads;
import io.quorate.itests.faults.LockNote.Written;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Processes whose clients fight for the same locks, and what has to be true of all that they saw. */
final class LockFight implements AutoCloseable {
    private static final int LOCKS = 200;

    /** By which the end of a call may be late on a machine that nodes and clients share. */
    private static final long MAX_LATE_MILLIS = 2_000;

    /** Of a client: as many callbacks may be busy at the same time. */
    private static final int MAX_CALLBACKS = 8;

    /**
     * How many fight.
     *
     * @param each clients of each process
     */
    record Strength(int processes, int each) {
        /** Nobody, of whom nothing can be checked. */
        static final Strength NONE = new Strength(0, 0);

        int clients() {
            return processes * each;
        }
    }

    /** A call: how long it took, and by how much that was too long. */
    private record Took(long millis, long lateMillis) {
        static Took of(long fromNanos, long toNanos, long waitMillis) {
            long millis = TimeUnit.NANOSECONDS.toMillis(toNanos - fromNanos);
            return new Took(millis, millis - waitMillis - LockFighters.DEADLINE.toMillis());
        }
    }

    private final Strength strength;
    private final Crowd crowd;

    private LockFight(Strength strength, Crowd crowd) {
        this.strength = strength;
        this.crowd = crowd;
    }

    /** Returns when all processes are at it. */
    static LockFight begin(Path scratch, String endpoints, Strength strength, long seed)
            throws IOException, InterruptedException {
        SplittableRandom chance = new SplittableRandom(seed);
        String guarded = scratch.resolve("guarded-" + seed).toString();
        List<List<String>> arguments = new ArrayList<>();
        for (int number = 0; number < strength.processes(); number++) {
            arguments.add(List.of(
                    endpoints,
                    Integer.toString(strength.each()),
                    Integer.toString(number),
                    Integer.toString(LOCKS),
                    guarded,
                    Long.toString(chance.nextLong())));
        }
        LockFight fight = new LockFight(strength, Crowd.start(scratch, LockFighters.class, arguments));
        boolean begun = false;
        try {
            fight.awaitProgress(1);
            begun = true;
        } finally {
            if (!begun) {
                fight.close();
            }
        }
        return fight;
    }

    /** Waits until each process has noted about so many more calls and writes. */
    void awaitProgress(int more) throws IOException, InterruptedException {
        crowd.awaitLines(more);
    }

    /** Ends the fight, checks all of it, and answers its figures. */
    String endAndCheck() throws IOException, InterruptedException {
        List<List<LockNote>> ofProcesses = new ArrayList<>();
        for (List<String> lines : crowd.end()) {
            ofProcesses.add(lines.stream().map(LockNote::parse).toList());
        }
        ofProcesses.forEach(this::requireThreads);
        List<LockNote> all = ofProcesses.stream().flatMap(List::stream).toList();
        List<Took> took = all.stream().flatMap(note -> took(note).stream()).toList();
        long latest = took.stream().mapToLong(Took::lateMillis).max().orElseThrow();
        assertTrue(latest <= MAX_LATE_MILLIS, "a call ended " + latest + " ms behind its deadline");
        assertEquals(List.of(), LockHistory.wrongWith(all), "locks");
        return figures(all, took);
    }

    private static List<Took> took(LockNote note) {
        if (note instanceof Granted call) {
            return List.of(Took.of(call.fromNanos(), call.toNanos(), call.waitMillis()));
        } else if (note instanceof Refused call) {
            return List.of(Took.of(call.fromNanos(), call.toNanos(), call.waitMillis()));
        } else if (note instanceof GivenBack call) {
            return List.of(Took.of(call.fromNanos(), call.toNanos(), 0));
        }
        return List.of();
    }

    private void requireThreads(List<LockNote> ofOne) {
        List<Threads> seen = ofOne.stream()
                .filter(Threads.class::isInstance)
                .map(Threads.class::cast)
                .toList();
        List<Threads> early = seen.subList(0, (seen.size() + 1) / 2);
        assertEquals(strength.each(), most(seen, Threads::io), "threads that read and write");
        assertTrue(most(seen, Threads::callbacks) <= strength.each() * MAX_CALLBACKS, seen::toString);
        assertEquals(most(early, Threads::others), most(seen, Threads::others), () -> "other threads: " + seen);
    }

    private static int most(List<Threads> seen, ToIntFunction<Threads> what) {
        return seen.stream().mapToInt(what).max().orElseThrow();
    }

    private String figures(List<LockNote> all, List<Took> took) {
        int granted = 0;
        int lost = 0;
        int written = 0;
        int tooLate = 0;
        int threads = 0;
        Map<String, Integer> refused = new TreeMap<>();
        for (LockNote note : all) {
            if (note instanceof Granted) {
                granted++;
            } else if (note instanceof Refused refusal) {
                refused.merge(refusal.code(), 1, Integer::sum);
            } else if (note instanceof GivenBack back) {
                lost += back.confirmed() ? 0 : 1;
            } else if (note instanceof Written write) {
                written += write.taken() ? 1 : 0;
                tooLate += write.taken() ? 0 : 1;
            } else if (note instanceof Threads now) {
                threads = Math.max(threads, now.io() + now.callbacks() + now.others());
            }
        }
        return String.format(
                "%d clients in %d processes, %d locks: %d grants, %d holds lost or not known to be given back,"
                        + " %d writes taken and %d refused, longest call %d ms, at most %d ms behind its deadline,"
                        + " at most %d threads of a process; not granted: %s",
                strength.clients(),
                strength.processes(),
                LOCKS,
                granted,
                lost,
                written,
                tooLate,
                took.stream().mapToLong(Took::millis).max().orElse(0),
                Math.max(0, took.stream().mapToLong(Took::lateMillis).max().orElse(0)),
                threads,
                refused.entrySet().stream().map(Object::toString).collect(Collectors.joining(" ")));
    }

    @Override
    public void close() {
        crowd.close();
    }
}

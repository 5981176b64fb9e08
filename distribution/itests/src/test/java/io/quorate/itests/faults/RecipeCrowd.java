package io.quorate.itests.faults;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import io.quorate.itests.Crowd;
import io.quorate.itests.faults.Note.Threads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;

/** Processes whose clients use the same instances of all recipes, and what has to be true of all that they saw. */
final class RecipeCrowd implements AutoCloseable {
    /** By which the end of a call may be late on a machine that nodes and clients share. */
    private static final long MAX_LATE_MILLIS = 2_000;

    /** Of a client: as many callbacks may be busy at the same time. */
    private static final int MAX_CALLBACKS = 8;

    /**
     * How many there are.
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

    private final Strength strength;
    private final String endpoints;
    private final String run;
    private final Crowd crowd;

    private RecipeCrowd(Strength strength, String endpoints, String run, Crowd crowd) {
        this.strength = strength;
        this.endpoints = endpoints;
        this.run = run;
        this.crowd = crowd;
    }

    /** Returns when all processes are at it. */
    static RecipeCrowd begin(Path scratch, String endpoints, Strength strength, long seed)
            throws IOException, InterruptedException {
        SplittableRandom chance = new SplittableRandom(seed);
        Path shared = Files.createTempDirectory(scratch, "shared");
        List<List<String>> arguments = new ArrayList<>();
        for (int number = 0; number < strength.processes(); number++) {
            arguments.add(List.of(
                    endpoints,
                    Integer.toString(strength.each()),
                    Integer.toString(number),
                    shared.toString(),
                    Long.toString(chance.nextLong())));
        }
        RecipeCrowd all = new RecipeCrowd(
                strength,
                endpoints,
                String.valueOf(shared.getFileName()),
                Crowd.start(scratch, RecipeUsers.class, arguments));
        boolean begun = false;
        try {
            all.awaitProgress(1);
            begun = true;
        } finally {
            if (!begun) {
                all.close();
            }
        }
        return all;
    }

    /** Waits until each process has noted about so much more. */
    void awaitProgress(int more) throws IOException, InterruptedException {
        crowd.awaitLines(more);
    }

    /** Ends the work, checks all of it, and answers its figures. */
    String endAndCheck() throws IOException, InterruptedException {
        List<List<Note>> ofProcesses = new ArrayList<>();
        for (List<String> lines : crowd.end()) {
            ofProcesses.add(lines.stream().map(Note::parse).toList());
        }
        ofProcesses.forEach(this::requireThreads);
        List<String> figures = new ArrayList<>(List.of(String.format(
                "%d clients in %d processes, at most %d threads of a process",
                strength.clients(),
                strength.processes(),
                ofProcesses.stream()
                        .mapToInt(notes -> most(threads(notes), now -> now.io() + now.callbacks() + now.others()))
                        .max()
                        .orElse(0))));
        try (QuorateClient client = Quorate.connect(endpoints)) {
            for (Workload workload : Workloads.ALL) {
                figures.add(check(workload, ofProcesses, client));
            }
        }
        return String.join(System.lineSeparator(), figures);
    }

    private String check(Workload workload, List<List<Note>> ofProcesses, QuorateClient client) {
        List<Note> notes = new ArrayList<>();
        ofProcesses.forEach(ofOne -> ofOne.stream()
                .filter(note -> recipe(note).equals(workload.recipe()))
                .forEach(notes::add));
        AtomicLong ids = new AtomicLong(strength.processes() * RecipeUsers.CALLS_OF_ONE_PROCESS);
        workload.lookAtEnd(client, new Notebook(workload.recipe(), run, ids::incrementAndGet, notes::add));
        List<Note.Call> calls = notes.stream()
                .filter(Note.Call.class::isInstance)
                .map(Note.Call.class::cast)
                .toList();
        long latest = calls.stream().mapToLong(RecipeCrowd::lateMillis).max().orElseThrow();
        assertTrue(latest <= MAX_LATE_MILLIS, () -> late(calls, latest));
        assertEquals(List.of(), NotedHistory.wrongWith(workload, notes), workload.recipe());
        assertTrue(calls.stream().anyMatch(call -> call.answer() instanceof Note.Told), workload.recipe());
        return figures(workload, notes, calls, latest);
    }

    private static String recipe(Note note) {
        if (note instanceof Note.Call call) {
            return call.recipe();
        } else if (note instanceof Note.Over over) {
            return over.recipe();
        }
        return note instanceof Note.Remark remark ? remark.recipe() : "";
    }

    private static long millis(Note.Call call) {
        return TimeUnit.NANOSECONDS.toMillis(call.toNanos() - call.fromNanos());
    }

    private static long lateMillis(Note.Call call) {
        return millis(call) - call.waitMillis() - RecipeUsers.DEADLINE.toMillis();
    }

    private static String late(List<Note.Call> calls, long latest) {
        return "ended " + latest + " ms behind its deadline: "
                + calls.stream()
                        .filter(call -> lateMillis(call) == latest)
                        .findFirst()
                        .orElseThrow();
    }

    private static List<Threads> threads(List<Note> ofOne) {
        return ofOne.stream()
                .filter(Threads.class::isInstance)
                .map(Threads.class::cast)
                .toList();
    }

    private void requireThreads(List<Note> ofOne) {
        List<Threads> seen = threads(ofOne);
        List<Threads> early = seen.subList(0, (seen.size() + 1) / 2);
        assertEquals(strength.each(), most(seen, Threads::io), "threads that read and write");
        assertTrue(most(seen, Threads::callbacks) <= strength.each() * MAX_CALLBACKS, seen::toString);
        assertEquals(most(early, Threads::others), most(seen, Threads::others), () -> "other threads: " + seen);
    }

    private static int most(List<Threads> seen, ToIntFunction<Threads> what) {
        return seen.stream().mapToInt(what).max().orElseThrow();
    }

    private static String figures(Workload workload, List<Note> notes, List<Note.Call> calls, long latest) {
        Map<String, Integer> told = new TreeMap<>();
        Map<String, Integer> failed = new TreeMap<>();
        for (Note.Call call : calls) {
            if (call.answer() instanceof Note.Failed failure) {
                failed.merge(failure.code() + "/" + failure.outcome(), 1, Integer::sum);
            } else {
                told.merge(call.request().getClass().getSimpleName(), 1, Integer::sum);
            }
        }
        long lost = notes.stream().filter(Note.Over.class::isInstance).count();
        Map<String, Long> remarks = notes.stream()
                .filter(Note.Remark.class::isInstance)
                .collect(Collectors.groupingBy(
                        note -> ((Note.Remark) note).what(), TreeMap::new, Collectors.counting()));
        return String.format(
                "%s: told %s; failed %s; %d lost or not known to be given back; longest call %d ms, at most %d ms behind its"
                        + " deadline%s",
                workload.recipe(),
                told,
                failed,
                lost,
                calls.stream().mapToLong(RecipeCrowd::millis).max().orElse(0),
                Math.max(0, latest),
                remarks.isEmpty() ? "" : "; " + remarks);
    }

    @Override
    public void close() {
        crowd.close();
    }
}

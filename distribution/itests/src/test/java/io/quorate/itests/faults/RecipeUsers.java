package io.quorate.itests.faults;

import io.quorate.client.Quorate;
import io.quorate.client.QuorateClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The program of a process whose clients use all recipes, one after the other, until its input ends. It prints what they note, and ends
 * with an error when anything but a call fails. Its arguments: endpoints, how many clients, the number of the process, a directory that
 * all processes share, and a seed.
 */
final class RecipeUsers {
    /** Beside the wait that a call is ready for. */
    static final Duration DEADLINE = Duration.ofSeconds(5);

    static final long CALLS_OF_ONE_PROCESS = 1_000_000_000;

    /** Shorter than some faults, so that sessions are lost. */
    private static final int MIN_TTL_MILLIS = 1_000;

    private static final int MAX_TTL_MILLIS = 3_000;
    private static final int MAX_PAUSE_MILLIS = 400;
    private static final long THREADS_EVERY_MILLIS = 500;
    private static final int FAILED = 1;

    private RecipeUsers() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int count = Integer.parseInt(arguments[1]);
        // None has number 0.
        AtomicLong ids = new AtomicLong(Long.parseLong(arguments[2]) * CALLS_OF_ONE_PROCESS);
        Path shared = Path.of(arguments[3]);
        String run = String.valueOf(shared.getFileName());
        SplittableRandom chance = new SplittableRandom(Long.parseLong(arguments[4]));
        List<QuorateClient> clients = new ArrayList<>();
        List<Workload.Actor> all = new ArrayList<>();
        Workers workers = new Workers();
        try {
            for (int number = 0; number < count; number++) {
                clients.add(Quorate.builder()
                        .endpoints(arguments[0])
                        .sessionTtl(Duration.ofMillis(chance.nextInt(MIN_TTL_MILLIS, MAX_TTL_MILLIS + 1)))
                        .defaultDeadline(DEADLINE)
                        .connect());
            }
            for (QuorateClient client : clients) {
                SplittableRandom own = chance.split();
                List<Workload.Actor> actors = new ArrayList<>();
                for (Workload workload : Workloads.ALL) {
                    Notebook notes = new Notebook(workload.recipe(), run, ids::incrementAndGet, RecipeUsers::print);
                    actors.add(workload.actor(client, notes, own, shared));
                }
                all.addAll(actors);
                int[] turn = {own.nextInt(actors.size())};
                workers.repeat(0, () -> {
                    actors.get(turn[0]++ % actors.size()).act();
                    TimeUnit.MILLISECONDS.sleep(own.nextInt(MAX_PAUSE_MILLIS));
                });
            }
            workers.repeat(THREADS_EVERY_MILLIS, () -> print(threads()));
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
            workers.end();
            for (Workload.Actor actor : all) {
                actor.end();
            }
        } catch (AssertionError | RuntimeException failure) {
            failure.printStackTrace();
            System.exit(FAILED);
        }
        clients.forEach(QuorateClient::close);
    }

    private static void print(Note note) {
        System.out.println(note.line());
    }

    private static Note.Threads threads() {
        List<String> names = Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .toList();
        int io = count(names, "quorate-client-io");
        int callbacks = count(names, "quorate-client-callback");
        return new Note.Threads(io, callbacks, names.size() - io - callbacks);
    }

    private static int count(List<String> names, String prefix) {
        return (int) names.stream().filter(name -> name.startsWith(prefix)).count();
    }
}
